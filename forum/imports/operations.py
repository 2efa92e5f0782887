"""What programs can bring in, for whoever runs the place."""

from collections.abc import Sequence
from typing import Any

from community.accounts.models import User
from community.accounts.policy import is_administrator
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import ADMINISTRATORS
from forum.imports.api import (
    ImportedMembersOut,
    ImportedPostsOut,
    ImportedTopicsOut,
    ImportMembersIn,
    ImportPostsIn,
    ImportTopicsIn,
)
from forum.imports.reading import MEMBERS, POSTS, TOPICS, Results, bring_in
from forum.imports.schema import ImportReport


def import_members(*, source: str, items: Sequence[Any], by: User) -> Results:
    """Import members, without email address and password. No emails are sent. Members who were
    imported from this source before are not changed. Each item has its own result, in the order
    of the request."""
    return bring_in(MEMBERS, source=source, items=items, by=by)


def import_topics(*, source: str, items: Sequence[Any], by: User) -> Results:
    """Import topics with their posts, each completely or not at all. Topics that were imported from
    this source before are not changed. Nobody is notified. Each item has its own result, in the
    order of the request."""
    return bring_in(TOPICS, source=source, items=items, by=by)


def import_posts(*, source: str, items: Sequence[Any], by: User) -> Results:
    """Import replies to existing topics. Posts that were imported from this source before are not
    changed. Nobody is notified. Each item has its own result, in the order of the request."""
    return bring_in(POSTS, source=source, items=items, by=by)


def _report(out: Any) -> Resource:
    """No row: what the action tells is what is given."""
    return Resource(name="report", model=Results, out=out, node=ImportReport)


POST = {
    "external_id": "t1", "markdown": "Words.", "author": "owner",
    "created_at": "2020-01-01T00:00:00Z",
}  # fmt: skip

api = Api("forum", scope="admin", resources=[], permission=is_administrator, allowed=ADMINISTRATORS)

api.mutation(
    "POST imports/members/", import_members, input=ImportMembersIn,
    output=_report(ImportedMembersOut), status=200,
    example={"source": "x", "items": [{"external_id": "m", "username": "brought"}]},
)  # fmt: skip
api.mutation(
    "POST imports/topics/", import_topics, input=ImportTopicsIn,
    output=_report(ImportedTopicsOut), status=200,
    example={"source": "x", "items": [{**POST, "title": "Brought in", "category": "public"}]},
)  # fmt: skip
api.mutation(
    "POST imports/posts/", import_posts, input=ImportPostsIn, output=_report(ImportedPostsOut),
    status=200, example={"source": "x", "items": [{**POST, "topic": 42}]},
)  # fmt: skip

declared = (api,)
