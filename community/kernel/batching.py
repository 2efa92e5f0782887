"""Load what rows shown together need in one query: no N+1 in GraphQL or REST.

Rows of one list are a group: what is loaded for one of them is loaded for all. In GraphQL:

    def resolve_author(post, info):
        return batch_load(post, members_by_id, info, key="author_id")

and with the same batch functions in a REST serializer:

    class PostOut(ModelSerializer):
        viewer_reaction = SerializerMethodField()

        class Meta:
            list_serializer_class = GroupedListSerializer

        def get_viewer_reaction(self, post):
            return batch_load_for(self, post, own_reactions)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, cast

from django.db.models import Model
from rest_framework.serializers import BaseSerializer, ListSerializer

Batch = Callable[..., Mapping[Any, Any]]


def group(rows: Iterable[Model]) -> list[Model]:
    """Remember which rows were fetched as one list: what is loaded for one is loaded for all."""
    peers = list(rows)
    for row in peers:
        row.__dict__["_peers"] = peers
    return peers


def batch_load(row: Model, batch: Batch, info: Any, *, key: str = "pk", **arguments: Any) -> Any:
    """Return `batch(keys, viewer, **arguments)[row's key]`, asked once for all its peers.

    The viewer and the arguments belong to the question: another alias asks its own.
    Where the batch has no value, None. What the batch refuses is refused to each of them, and
    not asked again.
    """
    viewer = info.context.user
    question = (batch, key, viewer.pk, *sorted(arguments.items()))
    answers = row.__dict__.setdefault("_loaded", {})
    if question not in answers:
        peers, read = row.__dict__.get("_peers", [row]), attrgetter(key)
        keys = [k for k in dict.fromkeys(map(read, peers)) if k is not None]
        try:
            values = batch(keys, viewer, **arguments)
        except Exception as refusal:
            for peer in peers:
                peer.__dict__.setdefault("_loaded", {})[question] = _Refusal(refusal)
            raise
        group(_rows(values.values()))  # children become peers of each other
        for peer in peers:
            peer.__dict__.setdefault("_loaded", {})[question] = values.get(read(peer))
    if isinstance(answers[question], _Refusal):
        raise answers[question].why
    return answers[question]


@dataclass(frozen=True)
class _Refusal:
    why: Exception


def _rows(values: Iterable[Any]) -> Iterable[Model]:
    for value in values:
        several = getattr(value, "nodes", value)  # a part of a longer list
        for item in several if isinstance(several, list) else [several]:
            if isinstance(item, Model):
                yield item


class GroupedListSerializer(ListSerializer[Any]):
    """Rows that are shown as one list. What `Meta.shows` names of each is one list, too."""

    def to_representation(self, rows: Any) -> list[Any]:
        peers, child = group(rows), cast("Any", self.child)
        for name in getattr(child.Meta, "shows", ()):
            group(getattr(row, name) for row in peers)
        return super().to_representation(peers)


@dataclass(frozen=True)
class _Asked:
    """What a batch needs to know of who asks, as GraphQL hands it on."""

    context: Any


def batch_load_for(shape: BaseSerializer[Any], row: Model, batch: Batch, *, key: str = "pk") -> Any:
    """What the batch has for this row, for whoever asked; None where it has nothing."""
    return batch_load(row, batch, _Asked(shape.context["request"]), key=key)
