"""How tags come, change, merge and go."""

from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.accounts import rates
from community.accounts.models import Audience, User
from community.discussions.models import Tag, TagGroup, Thread, ThreadTag
from community.discussions.posts.actions.changed import mark_changed
from community.discussions.tags import policy
from community.discussions.tags.events import TagDeleted, TagEdited, TagMade, TagMerged
from community.discussions.tags.names import LONGEST_TAG, tag_name
from community.events.outbox import publish
from community.kernel import formats
from community.kernel.editing import save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import fold, storable


class NoTagName(RuleViolation):
    """This word cannot be a tag; the message says why."""

    code = "no_tag_name"
    title = _("Invalid tag name")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name[:60]

    @property
    def message(self) -> str:  # type: ignore[override]
        return ngettext(
            "“%(name)s” cannot be a tag. Use at most %(count)s letter, digit, hyphen, dot, + or #.",
            "“%(name)s” cannot be a tag. Use at most %(count)s letters, digits, hyphens, dots, "
            "+ and #.",
            LONGEST_TAG,
        ) % {"name": self.name, "count": formats.number(LONGEST_TAG)}


class TagTaken(RuleViolation):
    code = "tag_taken"
    title = _("Tag already exists")
    message = _("Another tag has this name. If they mean the same, merge them.")


class IsASynonym(RuleViolation):
    code = "is_a_synonym"
    title = _("Tag is a synonym")
    message = _("One of the tags is a synonym itself. Use the main tag.")


def named(typed: str) -> str:
    """Return the name as it is kept. Raises NoTagName."""
    if name := tag_name(storable(typed)):
        return name
    raise NoTagName(typed)


MAKE = """
    INSERT INTO discussions_tag (name, folded_name, description, threads_count)
    VALUES (%s, %s, '', 0) ON CONFLICT (folded_name) DO NOTHING RETURNING id
"""


def made_by_use(name: str, by: User) -> Tag:
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
    kept = named(name)
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
    """What lists keep of its threads shows another tag from now on. Threads come before tags."""
    mark_changed(
        threads=Thread.objects.filter(pk__in=ThreadTag.objects.filter(tag=tag.pk).values("thread"))
    )


class TagChanges(TypedDict, total=False):
    name: str
    description: str
    group: TagGroup | None


def edit_tag(*, tag: Tag, by: User, **changes: Unpack[TagChanges]) -> Tag:
    """Change the fields of a tag that are sent."""
    rates.consume("change", by=by)
    if not policy.may_edit_tags(by):
        raise Denied
    new: dict[str, Any] = {**changes}
    if "name" in new:
        new["name"] = named(new["name"])
        new["folded_name"] = fold(new["name"])
    if "description" in new:
        new["description"] = storable(new["description"])[:300]
    try:
        with transaction.atomic():
            if "name" in new:
                _show_anew(tag)
            tag = Tag.objects.select_for_update().get(pk=tag.pk)
            if save_changes(tag, new):
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
