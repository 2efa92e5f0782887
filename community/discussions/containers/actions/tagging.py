"""What a container asks of the tags of its threads."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.containers.policy import may_tag
from community.discussions.kinds import kind_of
from community.discussions.models import Container, Tag, Thread
from community.discussions.models.containers import container_kind
from community.discussions.tags.actions import put_tags, tag_ids, wanted_tags
from community.discussions.texts import ContainerTexts, Texts, counted
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import filled


class MoreTagsNeeded(RuleViolation):
    """The category requires more tags."""

    code = "more_tags_needed"
    title = _("More tags required")

    def __init__(self, texts: ContainerTexts, least: int) -> None:
        super().__init__()
        self.message = counted(texts.more_tags_needed, least)


class TagOfGroupNeeded(RuleViolation):
    """The category requires a tag from a certain group."""

    code = "tag_of_group_needed"
    title = _("Required tag missing")

    def __init__(self, texts: ContainerTexts, group: str) -> None:
        super().__init__()
        self.message = filled(texts.tag_of_group_needed, group=group)


class OneTagOfGroup(RuleViolation):
    """A topic can have only one tag from this group."""

    code = "one_tag_of_group"
    title = _("Several tags from one group")

    def __init__(self, texts: Texts, group: str) -> None:
        super().__init__()
        self.message = filled(texts.one_tag_of_group, group=group)


def set_tags(*, thread: Thread, container: Container, names: Iterable[str], by: User) -> bool:
    """Give the thread exactly these tags, as part of starting or editing it, its row locked.

    Return whether any came or went. Synonyms give way to the tag that they stand for.
    """
    wanted = wanted_tags(thread, names, by)
    had = tag_ids(thread)  # once they are held: a merge may have been faster
    _check(thread, container, wanted)
    if {tag.pk for tag in wanted} != had and not may_tag(by, container):
        raise Denied
    return put_tags(thread=thread, tags=wanted, had=had, by=by)


def check_tags(*, thread: Thread, container: Container) -> None:
    """Raise if the tags that the thread has are not what this container asks for."""
    _check(thread, container, list(thread.tags.select_related("group")))


def _check(thread: Thread, container: Container, tags: Sequence[Tag]) -> None:
    """The container's rules, and those of the groups that the tags belong to."""
    texts = container_kind(container.kind).texts
    if len(tags) < container.min_tags:
        raise MoreTagsNeeded(texts, container.min_tags)
    groups = [tag.group for tag in tags if tag.group]
    for group in groups:
        if group.is_exclusive and groups.count(group) > 1:
            raise OneTagOfGroup(kind_of(thread).texts, group.title)
    for needed in container.required_tag_groups.order_by("position", "pk"):
        if needed not in groups:
            raise TagOfGroupNeeded(texts, needed.title)
