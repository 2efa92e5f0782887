"""Suggestions to whoever writes something, for programs."""

from typing import Any

from community.discussions.suggesting.api import SuggestedContainerIn, SuggestedContainerOut
from community.discussions.suggesting.queries import Suggestion, suggested_container
from community.discussions.suggesting.schema import Suggestions
from community.kernel.operations import Api
from community.kernel.operations.roles import MEMBERS


def list_suggested_containers(
    viewer: Any, *, kind: str, title: str, text: str = ""
) -> list[Suggestion]:
    """The category or board that a new thread belongs in: a list of one, or an empty list if none
    is likely, or the caller may not start threads there."""
    found = suggested_container(viewer, kind=kind, title=title, source=text)
    return [found] if found else []


api = Api("suggestions", scope="community", resources=[], queries=[Suggestions])
api.query(
    "suggestions/containers/",
    list_suggested_containers,
    SuggestedContainerOut,
    many=True,
    filters=SuggestedContainerIn,
    for_members=True,
    allowed=MEMBERS,
    example={"kind": "forum.topic", "title": "How do I pair a sensor?"},
)

declared = (api,)
