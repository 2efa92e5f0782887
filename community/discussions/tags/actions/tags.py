"""Every way tags change: what a topic has, and what there is.

Locks go thread first, then tags by id. Whoever puts a tag on a topic or takes it off holds the
tag's key; whoever merges or deletes a tag holds its row, so neither misses the other.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction

from community.accounts import rates
from community.accounts.models import Audience, User
from community.discussions.actions.changed import mark_changed
from community.discussions.models import MOST_TAGS, Tag, TagGroup, Thread, ThreadTag
from community.events.models import Delivery
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import fold, is_blank, one_line, storable
from forum import policy
from forum.events import (
    TagDeleted,
    TagEdited,
    TagGroupDeleted,
    TagGroupEdited,
    TagGroupFormed,
    TagMade,
    TagMerged,
    TagUseChanged,
    TopicTagged,
)
from forum.models import Category, Topic
from community.discussions.tags.names import LONGEST_TAG, tag_name

LAST_POSITION = 10_000


class TooManyTags(RuleViolation):
    code = "too_many_tags"
    message = f"A topic can have at most {MOST_TAGS} tags. Remove some."


class NoTagName(RuleViolation):
    """This word cannot be a tag; the message says why."""

    code = "no_tag_name"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name[:60]

    @property
    def message(self) -> str:  # type: ignore[override]
        return (
            f"“{self.name}” cannot be a tag. Use at most {LONGEST_TAG} letters, digits, hyphens, "
            "dots, + and #."
        )


class UnknownTags(RuleViolation):
    """Some tags do not exist, and the member may not create new ones."""

    code = "unknown_tags"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = list(names)

    @property
    def message(self) -> str:  # type: ignore[override]
        named = ", ".join(self.names)
        what = "These tags do" if len(self.names) > 1 else "This tag does"
        return f"{what} not exist: {named}. Choose existing tags."


class MoreTagsNeeded(RuleViolation):
    """The category requires more tags."""

    code = "more_tags_needed"

    def __init__(self, least: int) -> None:
        super().__init__()
        self.least = least

    @property
    def message(self) -> str:  # type: ignore[override]
        return f"A topic in this category needs at least {_tags(self.least)}."


class TagOfGroupNeeded(RuleViolation):
    """The category requires a tag from a certain group."""

    code = "tag_of_group_needed"

    def __init__(self, group: str) -> None:
        super().__init__()
        self.group = group

    @property
    def message(self) -> str:  # type: ignore[override]
        return f"A topic in this category needs a tag from the group “{self.group}”."


class OneTagOfGroup(RuleViolation):
    """A topic can have only one tag from this group."""

    code = "one_tag_of_group"

    def __init__(self, group: str) -> None:
        super().__init__()
        self.group = group

    @property
    def message(self) -> str:  # type: ignore[override]
        return f"A topic can have only one tag from the group “{self.group}”."


class TagTaken(RuleViolation):
    code = "tag_taken"
    message = "Another tag has this name. If they mean the same, merge them."


class IsASynonym(RuleViolation):
    code = "is_a_synonym"
    message = "One of the tags is a synonym itself. Use the main tag."


class Untitled(RuleViolation):
    code = "untitled"
    message = "Enter a group name of at most 60 characters."


class UnfitPosition(RuleViolation):
    code = "unfit_position"
    message = f"The position must be a number from 0 to {LAST_POSITION:,}."


def _tags(count: int) -> str:
    return "1 tag" if count == 1 else f"{count} tags"


# -- what a topic has -------------------------------------------------------------------------
def set_tags(
    *, thread: Thread, topic: Topic, category: Category, names: Iterable[str], by: User
) -> bool:
    """Give the topic exactly these tags, as part of starting or editing it, its thread locked.

    Return whether any came or went. Synonyms give way to the tag that they stand for.
    """
    wanted = _wanted(names, _has(topic), by)
    had = _has(topic)  # once they are held: a merge may have been faster
    _check(category, wanted)
    has = {tag.pk for tag in wanted}
    added, removed = sorted(has - had), sorted(had - has)
    if not added and not removed:
        return False
    if not policy.may_tag(by, category):
        raise Denied
    ThreadTag.objects.filter(thread=thread, tag__in=removed).delete()
    ThreadTag.objects.bulk_create(ThreadTag(thread=thread, tag_id=pk) for pk in added)
    publish(TopicTagged(actor_id=by.pk, topic_id=topic.pk, added=added, removed=removed))
    if is_counted(thread):
        publish(TagUseChanged(actor_id=by.pk, topic_id=topic.pk, more=added, fewer=removed))
    return True


def _has(topic: Topic) -> set[int]:
    return set(ThreadTag.objects.filter(thread=topic.pk).values_list("tag_id", flat=True))


def check_tags(*, topic: Topic, category: Category) -> None:
    """Raise if the tags that the topic has are not what this category asks for."""
    _check(category, list(topic.tags.select_related("group")))


def is_counted(thread: Thread) -> bool:
    """A tag's count tells of public topics only: a private one's does not show in it."""
    return thread.is_live and thread.audience_id == Audience.PUBLIC_ID


def count_use(thread: Thread, by: User, *, more: bool) -> None:
    """Tell that the topic's tags count it, or no longer do; its thread is locked."""
    pks = list(ThreadTag.objects.filter(thread=thread.pk).values_list("tag_id", flat=True))
    hold_tags(pks)
    pks = sorted(ThreadTag.objects.filter(thread=thread.pk).values_list("tag_id", flat=True))
    if pks:
        came, went = (pks, []) if more else ([], pks)
        publish(TagUseChanged(actor_id=by.pk, topic_id=thread.pk, more=came, fewer=went))


def _wanted(names: Iterable[str], had: set[int], by: User) -> list[Tag]:
    """The tags of these names, held so that nobody merges or deletes them meanwhile."""
    typed = dict.fromkeys(tag_name(storable(name)) or _refuse(name) for name in names)
    folded: dict[str, str] = {}
    for name in typed:
        folded.setdefault(fold(name), name)
    if len(folded) > MOST_TAGS:
        raise TooManyTags
    known = dict(Tag.objects.filter(folded_name__in=folded).values_list("folded_name", "pk"))
    if unknown := sorted(folded.keys() - known.keys()):
        if not policy.may_make_tags(by):
            raise UnknownTags([folded[fold_] for fold_ in unknown])
        known |= {fold_: _make(folded[fold_], by).pk for fold_ in unknown}
    pks = held_mains(set(known.values()), also=had)
    tags = list(Tag.objects.filter(pk__in=pks).select_related("group"))
    if not tags and known:
        raise UnknownTags(list(typed))  # deleted in this very moment
    return tags


def _refuse(name: str) -> str:
    raise NoTagName(name)


def held_mains(pks: set[int], also: set[int]) -> set[int]:
    """Hold the tags and the ones that they stand for; return the latter's ids.

    All are locked by one statement, in one order: a synonym that is locked before its main tag
    would wait for whoever merges or deletes the two, and they for it.
    """
    while True:
        held = hold_tags(pks | also)
        rows = Tag.objects.filter(pk__in=pks).values_list("pk", "synonym_of_id")
        mains = {main or pk for pk, main in rows}
        if mains <= held:  # else one became a synonym in this moment
            return mains


HOLD = """
    SELECT id FROM discussions_tag
    WHERE id = ANY(%(ids)s)
        OR id IN (SELECT synonym_of_id FROM discussions_tag WHERE id = ANY(%(ids)s))
    ORDER BY id FOR KEY SHARE
"""


def hold_tags(pks: Iterable[int]) -> set[int]:
    """Until the transaction ends nobody merges or deletes these tags, or those that they are
    synonyms of. Their threads are locked before. Return the ids of all that are held."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"ids": sorted(pks)})
        return {pk for (pk,) in cursor.fetchall()}


def _check(category: Category, tags: Sequence[Tag]) -> None:
    """The category's rules, and those of the groups that the tags belong to."""
    if len(tags) < category.min_tags:
        raise MoreTagsNeeded(category.min_tags)
    groups = [tag.group for tag in tags if tag.group]
    for group in groups:
        if group.is_exclusive and groups.count(group) > 1:
            raise OneTagOfGroup(group.title)
    for needed in category.required_tag_groups.order_by("position", "pk"):
        if needed not in groups:
            raise TagOfGroupNeeded(needed.title)


def tags_for_import(typed: Iterable[str]) -> dict[str, Tag]:
    """The tag that each of these names means, made where there is none; no event tells of it.

    What can be no tag's name is left out. The tags are held as those of an edited topic are.
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


# -- what tags there are ----------------------------------------------------------------------
MAKE = """
    INSERT INTO discussions_tag (name, folded_name, description, threads_count)
    VALUES (%s, %s, '', 0) ON CONFLICT (folded_name) DO NOTHING RETURNING id
"""


def _make(name: str, by: User) -> Tag:
    """The tag of this name, made if nobody else has just done so."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE, [name, fold(name)])
        if made := cursor.fetchone():
            publish(TagMade(actor_id=by.pk, tag_id=made[0]))
    return Tag.objects.get(folded_name=fold(name))


def make_tag(
    *,
    name: str,
    by: User,
    description: str = "",
    group: TagGroup | None = None,
    synonym_of: Tag | None = None,
) -> Tag:
    """Create a tag, or a synonym of an existing tag."""
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    kept = tag_name(storable(name)) or _refuse(name)
    try:
        with transaction.atomic():
            if synonym_of:
                synonym_of = _main(synonym_of)
            tag = Tag.objects.create(
                name=kept,
                folded_name=fold(kept),
                description=storable(description)[:300],
                group_id=group.pk if group else None,
                synonym_of=synonym_of,
            )
            publish(TagMade(actor_id=by.pk, tag_id=tag.pk))
    except IntegrityError as error:
        raise TagTaken from error
    return tag


def _main(tag: Tag) -> Tag:
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    if tag.synonym_of_id:
        raise IsASynonym
    return tag


def _show_anew(tag: Tag) -> None:
    """What lists keep of its topics shows another tag from now on. Threads come before tags."""
    mark_changed(
        threads=Thread.objects.filter(pk__in=ThreadTag.objects.filter(tag=tag.pk).values("thread"))
    )


def edit_tag(*, tag: Tag, by: User, **changed: Any) -> Tag:
    """Change the fields of a tag that are sent."""
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    new: dict[str, Any] = {k: changed[k] for k in ("name", "description", "group") if k in changed}
    if "name" in new:
        new["name"] = tag_name(storable(new["name"])) or _refuse(new["name"])
        new["folded_name"] = fold(new["name"])
    if "description" in new:
        new["description"] = storable(new["description"])[:300]
    try:
        with transaction.atomic():
            if "name" in new:
                _show_anew(tag)
            tag = Tag.objects.select_for_update().get(pk=tag.pk)
            if any(getattr(tag, name) != value for name, value in new.items()):
                for name, value in new.items():
                    setattr(tag, name, value)
                tag.save(update_fields=list(new))
                publish(TagEdited(actor_id=by.pk, tag_id=tag.pk))
    except IntegrityError as error:
        raise TagTaken from error
    return tag


HAD_BOTH = """
    DELETE FROM discussions_threadtag AS one
    USING discussions_threadtag AS other, discussions_thread AS thread
    WHERE one.tag_id = %(tag)s AND other.tag_id = %(into)s AND other.thread_id = one.thread_id
        AND thread.id = one.thread_id
    RETURNING thread.deleted_at IS NULL AND thread.audience_id = %(public)s
"""
MOVE = """
    UPDATE discussions_threadtag SET tag_id = %(into)s FROM discussions_thread AS thread
    WHERE discussions_threadtag.tag_id = %(tag)s AND thread.id = discussions_threadtag.thread_id
    RETURNING thread.deleted_at IS NULL AND thread.audience_id = %(public)s
"""


def merge_tag(*, tag: Tag, into: Tag, by: User) -> Tag:
    """Make a tag a synonym of `into`, which gets its topics and synonyms.

    Where it is one already, nothing happens.
    """
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    with transaction.atomic():
        _show_anew(tag)
        rows = Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk]).order_by("pk")
        both = {row.pk: row for row in rows}
        tag, into = both[tag.pk], both[into.pk]
        if tag.synonym_of_id == into.pk:
            return tag
        if tag.pk == into.pk or tag.synonym_of_id or into.synonym_of_id:
            raise IsASynonym
        ids = {"tag": tag.pk, "into": into.pk, "public": Audience.PUBLIC_ID}
        with connection.cursor() as cursor:
            cursor.execute(HAD_BOTH, ids)
            had_both = sum(is_public for (is_public,) in cursor.fetchall())
            cursor.execute(MOVE, ids)
            moved = sum(is_public for (is_public,) in cursor.fetchall())
        tag.synonyms.update(synonym_of=into)
        tag.synonym_of = into
        tag.save(update_fields=["synonym_of"])
        publish(
            TagMerged(
                actor_id=by.pk,
                tag_id=tag.pk,
                into_id=into.pk,
                moved_count=moved,
                both_count=had_both,
            )
        )
    return tag


def unmerge_tag(*, tag: Tag, by: User) -> Tag:
    """Make a synonym a tag of its own again. Topics keep their tags."""
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    with transaction.atomic():
        tag = Tag.objects.select_for_update().get(pk=tag.pk)
        if tag.synonym_of_id:
            tag.synonym_of = None
            tag.save(update_fields=["synonym_of"])
            publish(TagEdited(actor_id=by.pk, tag_id=tag.pk))
    return tag


def delete_tag(*, tag: Tag, by: User) -> None:
    """Delete a tag and its synonyms, and remove it from its topics."""
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    with transaction.atomic():
        _show_anew(tag)
        found = Tag.objects.select_for_update().filter(pk=tag.pk).first()
        if found:
            ThreadTag.objects.filter(tag=found).delete()
            found.delete()
            publish(TagDeleted(actor_id=by.pk, tag_id=tag.pk))


# -- groups -----------------------------------------------------------------------------------
def _titled(title: str) -> str:
    title = one_line(storable(title))
    if is_blank(title) or len(title) > 60:
        raise Untitled
    return title


def _check_position(position: int) -> None:
    if not 0 <= position <= LAST_POSITION:
        raise UnfitPosition


def form_tag_group(
    *, title: str, by: User, position: int = 0, is_exclusive: bool = False
) -> TagGroup:
    """Create a tag group."""
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    _check_position(position)
    with transaction.atomic():
        group = TagGroup.objects.create(
            title=_titled(title), position=position, is_exclusive=is_exclusive
        )
        publish(TagGroupFormed(actor_id=by.pk, group_id=group.pk))
    return group


def edit_tag_group(*, group: TagGroup, by: User, **changed: Any) -> TagGroup:
    """Change the fields of a tag group that are sent.

    Topics that have several keep them until somebody edits their tags.
    """
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    new = {k: changed[k] for k in ("title", "position", "is_exclusive") if k in changed}
    if "title" in new:
        new["title"] = _titled(new["title"])
    _check_position(new.get("position", 0))
    with transaction.atomic():
        group = TagGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
        if any(getattr(group, name) != value for name, value in new.items()):
            for name, value in new.items():
                setattr(group, name, value)
            group.save(update_fields=list(new))
            publish(TagGroupEdited(actor_id=by.pk, group_id=group.pk))
    return group


def delete_tag_group(*, group: TagGroup, by: User) -> None:
    """Delete a tag group. Its tags stay; no category requires the group any more."""
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    with transaction.atomic():
        if TagGroup.objects.filter(pk=group.pk).delete()[0]:
            publish(TagGroupDeleted(actor_id=by.pk, group_id=group.pk))


# -- counters ---------------------------------------------------------------------------------
COUNT_TAGS = """
    UPDATE discussions_tag SET threads_count = greatest(threads_count + change.topics, 0)
    FROM unnest(%s::bigint[], %s::int[]) AS change (id, topics)
    WHERE discussions_tag.id = change.id AND change.topics <> 0
"""


def count_in_tags(changes: dict[int, int]) -> None:
    """Add to each tag's topics; rows are locked in one order."""
    ids = sorted(changes)
    if not ids:
        return
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM discussions_tag WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [ids]
        )
        cursor.execute(COUNT_TAGS, [ids, [changes[pk] for pk in ids]])


def repair_tags() -> list[str]:
    """Set every tag's counter to what its topics say; return a line for each that was off.

    What the relay has still to fold is left to it: while it has, nothing is repaired.
    """
    found: list[str] = []
    for pk in Tag.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            tag = Tag.objects.select_for_update().filter(pk=pk).first()
            if tag is None:
                continue
            counted = public_topics(tag).count()
            if Delivery.objects.filter(subscriber="forum.count_tags").exists():
                return found
            if counted != tag.threads_count:
                found.append(f"tag {pk}: counted {tag.threads_count} topics, are {counted}")
                tag.threads_count = counted
                tag.save(update_fields=["threads_count"])
    return found


def public_topics(tag: Tag) -> Any:
    """What a tag's counter counts."""
    live = {"thread__deleted_at": None, "thread__audience": Audience.PUBLIC_ID}
    return ThreadTag.objects.filter(tag=tag, **live)
