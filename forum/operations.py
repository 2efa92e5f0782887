"""What programs can do in the forum, beside what they can do with every thread."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from community.accounts.models import User
from community.accounts.policy import may_run_the_place
from community.discussions.models import Post
from community.discussions.operations import POST
from community.kernel.operations import Doors, Thing
from community.kernel.operations.inputs import enum_of
from community.kernel.text import fold
from forum import actions, queries
from forum.announcements import actions as announcing
from forum.announcements.above import current
from forum.announcements.api import AnnouncementIn, AnnouncementShown
from forum.announcements.schema import AnnouncementNode
from forum.api import HeadIn, TopicFilter, TopicIn, TopicOut
from forum.categories.api import (
    CategoryEditIn,
    CategoryIn,
    CategoryOut,
    PermissionOut,
    PermissionsIn,
)
from forum.categories.schema import CategoryNode
from forum.imports import operations as imports
from forum.lists import operations as lists
from forum.lists.scope import scope_of
from forum.models import Announcement, Category, Permission, Tag, TagGroup, Topic
from forum.schema import TopicNode
from forum.tags.api import MainTagIn, TagBeginning, TagGroupIn, TagGroupOut, TagIn, TagOut
from forum.tags.queries import suggestions
from forum.tags.schema import TagGroupNode, TagNode

enum_of(Permission.Action, "PermittedAction")
enum_of(Permission.Value, "PermissionValue")


# -- topics and their answers -----------------------------------------------------------------
def _topics(
    viewer: Any, *, category: str | None = None, tag: str | None = None, author: str | None = None
) -> Any:
    """Every topic; an unknown category or tag has none."""
    seen = Topic.objects.visible_to(viewer).select_related("thread__author")
    scope = scope_of(viewer, category=category, tag=tag)
    if scope is None:
        return seen.none()
    if category:
        seen = seen.filter(category__in=scope.containers)
    if tag:
        seen = seen.filter(tags=scope.tag)
    if author:
        seen = seen.filter(thread__author__folded_username=fold(author))
    return seen.annotate(tags_beside=queries.TAGS)


def _version(topic: Topic) -> int:
    """A topic's head is of the version of its opening post."""
    return topic.thread.posts.only("version").get(number=1).version


def _posts_of_topics(viewer: Any) -> Any:
    return Post.objects.visible_to(viewer).exclude(thread__topic=None)


TOPIC = Thing(
    name="topic", model=Topic, find=_topics, out=TopicOut, node=TopicNode, version=_version,
    updated="thread__updated_at", guard=lambda topic: topic.thread,
    says="The topic's id, which is also its thread's id.",
)  # fmt: skip
ANSWER = replace(POST, find=_posts_of_topics)

topic_doors = Doors("forum", scope="forum", things=[TOPIC, ANSWER])

topic_doors.lists("topics/", TOPIC, narrowed_by=TopicFilter, says="Topics, ordered by id.")
topic_doors.does("POST topics/", actions.start_topic, takes=TopicIn, gives=TOPIC)
topic_doors.shows("topics/{topic}/")
topic_doors.does("PATCH topics/{topic}/", actions.edit_topic, takes=HeadIn, gives=TOPIC)
topic_doors.does("PUT answers/{post}/acceptance/", actions.accept_answer, gives=TOPIC)
topic_doors.does("DELETE answers/{post}/acceptance/", actions.withdraw_answer, gives=TOPIC)


# -- tags -------------------------------------------------------------------------------------
def _with_synonyms(viewer: Any) -> Any:
    seen = Tag.objects.listed_to(viewer)
    return seen | Tag.objects.filter(synonym_of__in=seen)


def _suggested(viewer: Any, *, q: str = "") -> Any:
    """The ten most used tags that start with `q`."""
    return suggestions(viewer, q)


TAG = Thing(
    name="tag", model=Tag, find=Tag.objects.listed_to, out=TagOut,
    node=TagNode, updated="updated_at",
)  # fmt: skip
ANY_TAG = replace(TAG, find=_with_synonyms)
TAG_GROUP = Thing(
    name="group", model=TagGroup, find=lambda _viewer: TagGroup.objects.all(), out=TagGroupOut,
    node=TagGroupNode,
)  # fmt: skip

tag_doors = Doors("forum", scope="forum", things=[TAG, TAG_GROUP])

tag_doors.lists("tags/", TAG, says="Tags. Only public topics are counted.")
tag_doors.answers("tags/suggestions/", _suggested, TagOut, many=True, narrowed_by=TagBeginning,
                name="suggest_tags")  # fmt: skip
tag_doors.does("POST tags/", actions.make_tag, takes=TagIn, gives=TAG)
tag_doors.shows("tags/{tag}/")
tag_doors.does("PATCH tags/{tag}/", actions.edit_tag, takes=TagIn, gives=TAG)
tag_doors.does("DELETE tags/{tag}/", actions.delete_tag, finds=[ANY_TAG])
tag_doors.does("PUT tags/{tag}/synonymy/", actions.merge_tag, takes=MainTagIn, gives=TAG)
tag_doors.does("DELETE tags/{tag}/synonymy/", actions.part_tag, gives=TAG, finds=[ANY_TAG])
tag_doors.lists("tag-groups/", TAG_GROUP, name="list_tag_groups", says="Groups of tags.")
tag_doors.does("POST tag-groups/", actions.form_tag_group, takes=TagGroupIn, gives=TAG_GROUP)
tag_doors.shows("tag-groups/{group}/", name="get_tag_group")
tag_doors.does(
    "PATCH tag-groups/{group}/", actions.edit_tag_group, takes=TagGroupIn, gives=TAG_GROUP
)
tag_doors.does("DELETE tag-groups/{group}/", actions.delete_tag_group)


# -- how the forum is built -------------------------------------------------------------------
def _categories(viewer: Any) -> Any:
    rows = Category.objects.visible_to(viewer).select_related("parent")
    return rows.prefetch_related("required_tag_groups")


def _managed(viewer: Any) -> Any:
    """Found first: of what is hidden from the caller, only that there is no such thing."""
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


CATEGORY = Thing(
    name="category",
    model=Category,
    find=_categories,
    out=CategoryOut,
    node=CategoryNode,
    updated="updated_at",
)
MANAGED = replace(CATEGORY, find=_managed)
ANNOUNCEMENT = Thing(
    name="announcement", model=Announcement, find=lambda _viewer: Announcement.objects.all(),
    out=AnnouncementShown, node=AnnouncementNode,
)  # fmt: skip

place_doors = Doors("forum", scope="forum", things=[CATEGORY])
place_doors.lists(
    "categories/", CATEGORY, name="list_categories", says="Categories. `parent` makes them a tree."
)
place_doors.shows("categories/{category}/")
place_doors.answers(
    "announcements/", lambda _viewer: current(), AnnouncementShown, many=True,
    name="list_announcements", says="Announcements that are shown now.",
)  # fmt: skip

category_doors = Doors("forum", scope="admin", things=[MANAGED], only_for=may_run_the_place)
category_doors.does("POST categories/", actions.open_category, takes=CategoryIn, gives=MANAGED)
at_category = "categories/{category}"
category_doors.does(
    f"PATCH {at_category}/", actions.edit_category, takes=CategoryEditIn, gives=MANAGED
)
category_doors.does(f"DELETE {at_category}/", actions.delete_category)
category_doors.answers(
    f"{at_category}/permissions/", _permissions, PermissionOut, many=True,
    name="list_permissions",
)  # fmt: skip
category_doors.does(
    f"PUT {at_category}/permissions/", set_permissions, takes=PermissionsIn, gives=MANAGED,
)  # fmt: skip
announcement_doors = Doors("forum", scope="admin", things=[ANNOUNCEMENT])
announcement_doors.does(
    "POST announcements/", announcing.make_announcement, takes=AnnouncementIn, gives=ANNOUNCEMENT
)
at_announcement = "announcements/{announcement}/"
announcement_doors.does(
    f"PATCH {at_announcement}", announcing.edit_announcement, takes=AnnouncementIn,
    gives=ANNOUNCEMENT,
)  # fmt: skip
announcement_doors.does(
    f"DELETE {at_announcement}", announcing.end_announcement, gives=ANNOUNCEMENT
)

declared = (
    topic_doors,
    tag_doors,
    place_doors,
    category_doors,
    announcement_doors,
    *lists.declared,
    *imports.declared,
)
