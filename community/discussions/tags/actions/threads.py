"""The tags of a thread, which is locked."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.accounts.models import Audience, User
from community.discussions.kinds import kind_of
from community.discussions.models import MOST_TAGS, Tag, Thread, ThreadTag
from community.discussions.tags import policy
from community.discussions.tags.actions.holding import held_mains, hold_tags
from community.discussions.tags.actions.tags import made_by_use, named
from community.discussions.tags.events import TagUseChanged, ThreadTagged
from community.discussions.tags.names import tag_name
from community.discussions.texts import Texts, counted
from community.events.outbox import publish
from community.kernel import formats
from community.kernel.errors import RuleViolation
from community.kernel.text import fold


class TooManyTags(RuleViolation):
    """A topic can have at most 5 tags. Remove some."""

    code = "too_many_tags"
    title = _("Too many tags")

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.message = counted(texts.too_many_tags, MOST_TAGS)


class UnknownTags(RuleViolation):
    """Some tags do not exist, and the member may not create new ones."""

    code = "unknown_tags"
    title = _("Unknown tags")

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = list(names)

    @property
    def message(self) -> str:  # type: ignore[override]
        return ngettext(
            "This tag does not exist: %(names)s. Choose existing tags.",
            "These tags do not exist: %(names)s. Choose existing tags.",
            len(self.names),
        ) % {"names": formats.listed(self.names)}


def tag_ids(thread: Thread) -> set[int]:
    return set(ThreadTag.objects.filter(thread=thread.pk).values_list("tag_id", flat=True))


def is_counted(thread: Thread) -> bool:
    """A tag's count tells of public threads only: a private one's does not show in it."""
    return thread.is_live and thread.audience_id == Audience.PUBLIC_ID


def put_tags(*, thread: Thread, tags: Sequence[Tag], had: set[int], by: User) -> bool:
    """Give the thread exactly these tags, which are held. Return whether any came or went."""
    has = {tag.pk for tag in tags}
    added, removed = sorted(has - had), sorted(had - has)
    if not added and not removed:
        return False
    ThreadTag.objects.filter(thread=thread, tag__in=removed).delete()
    ThreadTag.objects.bulk_create(ThreadTag(thread=thread, tag_id=pk) for pk in added)
    publish(ThreadTagged(actor_id=by.pk, thread_id=thread.pk, added=added, removed=removed))
    if is_counted(thread):
        publish(TagUseChanged(actor_id=by.pk, thread_id=thread.pk, more=added, fewer=removed))
    return True


def count_use(thread: Thread, by: User, *, more: bool) -> None:
    """Tell that the thread's tags count it, or no longer do."""
    hold_tags(tag_ids(thread))
    if pks := sorted(tag_ids(thread)):
        came, went = (pks, []) if more else ([], pks)
        publish(TagUseChanged(actor_id=by.pk, thread_id=thread.pk, more=came, fewer=went))


def uncount_hidden(thread: Thread, by: User) -> None:
    """For `Kind.on_hide`: tags count public threads that are there."""
    if thread.audience_id == Audience.PUBLIC_ID:
        count_use(thread, by, more=False)


def count_shown(thread: Thread, by: User) -> None:
    """For `Kind.on_show`."""
    if thread.audience_id == Audience.PUBLIC_ID:
        count_use(thread, by, more=True)


def wanted_tags(thread: Thread, names: Iterable[str], by: User) -> list[Tag]:
    """The tags of these names, held so that nobody merges or deletes them meanwhile.

    Synonyms give way to the tag that they stand for; new ones are made by whom that is allowed.
    Raises NoTagName, TooManyTags and UnknownTags.
    """
    had = tag_ids(thread)
    typed = dict.fromkeys(named(name) for name in names)
    folded: dict[str, str] = {}
    for name in typed:
        folded.setdefault(fold(name), name)
    if len(folded) > MOST_TAGS:
        raise TooManyTags(kind_of(thread).texts)
    known = dict(Tag.objects.filter(folded_name__in=folded).values_list("folded_name", "pk"))
    if unknown := sorted(folded.keys() - known.keys()):
        if not policy.may_make_tags(by):
            raise UnknownTags([folded[fold_] for fold_ in unknown])
        known |= {fold_: made_by_use(folded[fold_], by).pk for fold_ in unknown}
    pks = held_mains(set(known.values()), also=had)
    tags = list(Tag.objects.filter(pk__in=pks).select_related("group"))
    if not tags and known:
        raise UnknownTags(list(typed))  # deleted in this very moment
    return tags


def tags_for_import(typed: Iterable[str]) -> dict[str, Tag]:
    """The tag that each of these names means, made where there is none; no event tells of it.

    What can be no tag's name is left out. The tags are held as those of an edited thread are.
    """
    names = {text: name for text in typed if (name := tag_name(text))}
    folded = {fold(name): name for name in sorted(names.values())}
    Tag.objects.bulk_create(
        (Tag(name=folded[key], folded_name=key) for key in sorted(folded)),  # in one order
        ignore_conflicts=True,
    )
    found = Tag.objects.filter(folded_name__in=folded)
    held_mains(set(found.values_list("pk", flat=True)), also=set())
    tags = {tag.folded_name: tag.synonym_of or tag for tag in found.select_related("synonym_of")}
    return {text: tags[fold(name)] for text, name in names.items() if fold(name) in tags}
