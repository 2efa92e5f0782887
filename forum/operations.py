"""What programs can do in the forum, beside what they can do with every thread."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from community.accounts.models import User
from community.accounts.policy import is_administrator
from community.discussions.kinds import kind_named
from community.discussions.lists.operations import add_lists
from community.discussions.lists.queries import TAGS
from community.discussions.lists.scope import scope_of
from community.discussions.models import VIEWS, Permission, Post, Tag, TagGroup
from community.discussions.operations import POST
from community.discussions.tags import actions as tag_actions
from community.discussions.tags.api import (
    MainTagIn,
    TagBeginning,
    TagGroupIn,
    TagGroupOut,
    TagIn,
    TagOut,
)
from community.discussions.tags.queries import suggestions
from community.discussions.tags.schema import TagGroupNode, TagNode
from community.kernel.operations import Api, Resource, all_of
from community.kernel.operations.inputs import enum_of
from community.kernel.operations.roles import ADMINISTRATORS, MEMBERS, MODERATORS, OWNER
from community.kernel.text import fold
from forum import actions
from forum.api import TopicFilter, TopicIn, TopicOut, TopicUpdateIn
from forum.categories.api import (
    CategoryEditIn,
    CategoryIn,
    CategoryOut,
    PermissionOut,
    PermissionsIn,
)
from forum.categories.schema import CategoryNode
from forum.contract.schema import DiscussionMutations
from forum.imports import operations as imports
from forum.models import KIND, Category, Topic
from forum.schema import TopicNode

enum_of(Permission.Action, "PermittedAction")
enum_of(Permission.Value, "PermissionValue")
enum_names = {
    "PermittedAction": Permission.Action,
    "PermissionValue": Permission.Value,
    "CategoryView": VIEWS,
    "ImportStatus": ["created", "unchanged", "failed"],
}


# -- topics and their answers -----------------------------------------------------------------
def _topics(
    viewer: Any, *, category: str | None = None, tag: str | None = None, author: str | None = None
) -> Any:
    """Every topic; an unknown category or tag has none."""
    seen = Topic.objects.visible_to(viewer).select_related("thread__author")
    scope = scope_of(viewer, kind_named(KIND), container=category, tag=tag)
    if scope is None:
        return seen.none()
    if category:
        seen = seen.filter(category__in=scope.container_ids)
    if tag:
        seen = seen.filter(thread__tags=scope.tag)
    if author:
        seen = seen.filter(thread__author__folded_username=fold(author))
    return seen.annotate(tags_beside=TAGS)


def _version(topic: Topic) -> int:
    """A topic's head is of the version of its opening post."""
    return topic.thread.posts.only("version").get(number=1).version


def _posts_of_topics(viewer: Any) -> Any:
    return Post.objects.visible_to(viewer).exclude(thread__topic=None)


TOPIC = Resource(
    name="topic", model=Topic, find=_topics, out=TopicOut, node=TopicNode, version=_version,
    updated="thread__updated_at", lock_target=lambda topic: topic.thread,
    description="The topic's id, which is also its thread's id.",
)  # fmt: skip
ANSWER = replace(POST, find=_posts_of_topics)

topic_api = Api(
    "forum",
    scope="forum",
    resources=[TOPIC, ANSWER],
    allowed=OWNER | MODERATORS,
    written_mutations=[DiscussionMutations],
)

topic_api.list("topics/", TOPIC, filters=TopicFilter, description="Topics, ordered by id.")
topic_api.mutation(
    "POST topics/",
    actions.start_topic,
    input=TopicIn,
    output=TOPIC,
    allowed=MEMBERS,
    may_wait=True,
)
topic_api.retrieve("topics/{topic}/")
topic_api.mutation(
    "PATCH topics/{topic}/",
    actions.edit_topic,
    input=TopicUpdateIn,
    output=TOPIC,
)
topic_api.mutation("PUT answers/{post}/acceptance/", actions.accept_answer, output=TOPIC)
topic_api.mutation("DELETE answers/{post}/acceptance/", actions.withdraw_answer, output=TOPIC)
topic_api.button("posts/{post}/acceptance/", actions.accept_answer, undo=actions.withdraw_answer)
add_lists(topic_api, kind_named(KIND), TopicOut, owner="topic")


# -- tags -------------------------------------------------------------------------------------
def _with_synonyms(viewer: Any) -> Any:
    seen = Tag.objects.listed_to(viewer)
    return seen | Tag.objects.filter(synonym_of__in=seen)


def _suggested(viewer: Any, *, q: str = "") -> Any:
    """The ten most used tags that start with `q`."""
    return suggestions(viewer, q)


TAG = Resource(
    name="tag", model=Tag, find=Tag.objects.listed_to, out=TagOut,
    node=TagNode, updated="updated_at",
)  # fmt: skip
ANY_TAG = replace(TAG, find=_with_synonyms)
TAG_GROUP = Resource(
    name="group", model=TagGroup, find=all_of(TagGroup), out=TagGroupOut,
    node=TagGroupNode,
)  # fmt: skip

tag_api = Api("forum", scope="forum", resources=[TAG, TAG_GROUP], allowed=MODERATORS)

tag_api.list("tags/", TAG, description="Tags. Only public topics are counted.")
tag_api.query("tags/suggestions/", _suggested, TagOut, many=True, filters=TagBeginning,
                name="suggest_tags")  # fmt: skip
tag_api.mutation(
    "POST tags/", tag_actions.make_tag, input=TagIn, output=TAG, example={"name": "glue"}
)
tag_api.retrieve("tags/{tag}/")
tag_api.mutation(
    "PATCH tags/{tag}/", tag_actions.edit_tag, input=TagIn, output=TAG, example={"name": "paste"}
)
tag_api.mutation("DELETE tags/{tag}/", tag_actions.delete_tag, overrides=[ANY_TAG])
tag_api.mutation(
    "PUT tags/{tag}/synonymy/",
    tag_actions.merge_tag,
    input=MainTagIn,
    output=TAG,
    example={"into": 7},
)
tag_api.mutation(
    "DELETE tags/{tag}/synonymy/", tag_actions.unmerge_tag, output=TAG, overrides=[ANY_TAG]
)
tag_api.list("tag-groups/", TAG_GROUP, name="list_tag_groups", description="Groups of tags.")
tag_api.mutation(
    "POST tag-groups/",
    tag_actions.form_tag_group,
    input=TagGroupIn,
    output=TAG_GROUP,
    example={"title": "Tools"},
)
tag_api.retrieve("tag-groups/{group}/", name="get_tag_group")
tag_api.mutation(
    "PATCH tag-groups/{group}/",
    tag_actions.edit_tag_group,
    input=TagGroupIn,
    output=TAG_GROUP,
    example={"title": "Materials"},
)
tag_api.mutation("DELETE tag-groups/{group}/", tag_actions.delete_tag_group)


# -- how the forum is built -------------------------------------------------------------------
def _categories(viewer: Any) -> Any:
    rows = Category.objects.visible_to(viewer).select_related("parent")
    return rows.prefetch_related("required_tag_groups")


def _managed(viewer: Any) -> Any:
    """Found first: of what is hidden from the caller, only that there is no such resource."""
    rows = Category.objects.managed_by(viewer).select_related("parent")
    return rows.prefetch_related("required_tag_groups")


def set_permissions(
    *, category: Category, rows: Iterable[Mapping[str, Any]], by: User, version: int | None = None,
    is_public_meant: bool = False,
) -> Category:  # fmt: skip
    """Replace all permissions of a category. Its topics get the same readers."""
    return actions.set_permissions(
        category=category,
        rows=[(row["group"], row["action"], row["value"]) for row in rows],
        by=by, version=version, is_public_meant=is_public_meant,
    )  # fmt: skip


def _permissions(_viewer: Any, *, category: Category) -> Any:
    """The permissions that are set on this category itself, without inherited ones."""
    return category.permissions.order_by("pk")


CATEGORY = Resource(
    name="category",
    model=Category,
    find=_categories,
    out=CategoryOut,
    node=CategoryNode,
    updated="updated_at",
)
MANAGED = replace(CATEGORY, find=_managed)

place_api = Api("forum", scope="forum", resources=[CATEGORY])
place_api.list(
    "categories/",
    CATEGORY,
    name="list_categories",
    description="Categories. `parent` makes them a tree.",
)
place_api.retrieve("categories/{category}/")

category_api = Api(
    "forum", scope="admin", resources=[MANAGED], permission=is_administrator, allowed=ADMINISTRATORS
)
category_api.mutation(
    "POST categories/",
    actions.open_category,
    input=CategoryIn,
    output=MANAGED,
    example={"title": "Another", "slug": "another"},
)
at_category = "categories/{category}"
category_api.mutation(
    f"PATCH {at_category}/",
    actions.edit_category,
    input=CategoryEditIn,
    output=MANAGED,
    example={"title": "Other"},
)
category_api.mutation(f"DELETE {at_category}/", actions.delete_category)
category_api.query(
    f"{at_category}/permissions/", _permissions, PermissionOut, many=True,
    name="list_permissions",
)  # fmt: skip
category_api.mutation(
    f"PUT {at_category}/permissions/", set_permissions, input=PermissionsIn, output=MANAGED,
    example={"rows": [{"group": None, "action": "read", "value": "yes"}]},
)  # fmt: skip

declared = (
    topic_api,
    tag_api,
    place_api,
    category_api,
    *imports.declared,
)
