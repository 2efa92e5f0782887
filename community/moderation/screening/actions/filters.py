"""How word filters come, change and go."""

from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.accounts import rates
from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Denied, NothingWritten, RuleViolation
from community.kernel.languages import filled
from community.kernel.text import is_blank, one_line, storable
from community.moderation.events import WordFiltersChanged
from community.moderation.models import WordFilter
from community.moderation.screening import active, policy
from community.moderation.screening.words import compiled

MOST = 2000
LONGEST = 100  # characters of a filter, and of what takes its place


class TooManyFilters(RuleViolation):
    code = "too_many_filters"
    title = _("Too many word filters")
    message = filled(
        ngettext_lazy(
            "There can be at most %(count)s word filter. Delete some first.",
            "There can be at most %(count)s word filters. Delete some first.",
            MOST,
        ),
        count=MOST,
    )


class FilterTooLong(RuleViolation):
    code = "filter_too_long"
    title = _("Filter too long")
    message = filled(
        ngettext_lazy(
            "A filter and its replacement can have at most %(count)s character each.",
            "A filter and its replacement can have at most %(count)s characters each.",
            LONGEST,
        ),
        count=LONGEST,
    )


class FilterExists(RuleViolation):
    code = "filter_exists"
    title = _("Word filter exists")
    message = _("There is already such a filter with the same action.")


class UnknownFilterAction(RuleViolation):
    code = "unknown_filter_action"
    title = _("Unknown action")
    message = _("The action must be block, replace, approve, flag or silence.")


class FilterChanges(TypedDict, total=False):
    pattern: str
    action: str
    is_pattern: bool
    is_case_sensitive: bool
    replacement: str
    note: str


def create_word_filter(*, by: User, **values: Unpack[FilterChanges]) -> WordFilter:
    """Check all texts for these words from now on. `pattern` and `action` are required.

    Raises InvalidPattern, MatchesEverything, FilterExists, TooManyFilters.
    """
    if not policy.may_edit_filters(by):
        raise Denied
    rates.consume("change", by=by)
    row = checked(WordFilter(by=by), values)
    with _once(), transaction.atomic():
        if WordFilter.objects.count() >= MOST:  # two at once may go over it by one: no harm
            raise TooManyFilters
        row.save(force_insert=True)
        _changed(row.pk, by)
    return row


def edit_word_filter(
    *,
    word_filter: WordFilter,
    by: User,
    version: int | None = None,
    **changes: Unpack[FilterChanges],
) -> WordFilter:
    """Change the fields that are sent. Raises Stale, and what `create_word_filter` raises."""
    if not policy.may_edit_filters(by):
        raise Denied
    rates.consume("change", by=by)
    with _once(), transaction.atomic():
        row = locked(word_filter)
        check_version(row, version, now=row.pattern)
        wanted = checked(WordFilter(**{name: getattr(row, name) for name in FIELDS}), changes)
        if save_changes(row, {name: getattr(wanted, name) for name in FIELDS}):
            _changed(row.pk, by)
    return row


def delete_word_filter(*, word_filter: WordFilter, by: User) -> None:
    """Look for these words no more. What waits because of them still does."""
    if not policy.may_edit_filters(by):
        raise Denied
    with transaction.atomic():
        gone, _each = WordFilter.objects.filter(pk=word_filter.pk).delete()
        if gone:
            _changed(word_filter.pk, by)


FIELDS = ("pattern", "action", "is_pattern", "is_case_sensitive", "replacement", "note")


def checked(row: WordFilter, values: FilterChanges) -> WordFilter:
    """The row with these values, as they are stored; a filter that does not replace has no
    replacement."""
    for name, value in values.items():
        setattr(row, name, value)
    for name in ("pattern", "replacement", "note"):
        setattr(row, name, one_line(storable(getattr(row, name))))
    if is_blank(row.pattern):
        raise NothingWritten
    if len(row.pattern) > LONGEST or len(row.replacement) > LONGEST or len(row.note) > 2 * LONGEST:
        raise FilterTooLong
    if row.action not in WordFilter.Action.values:
        raise UnknownFilterAction
    if row.action != WordFilter.Action.REPLACE:
        row.replacement = ""
    compiled(row)
    return row


class _once:  # noqa: N801 - it stands where a function would
    """Raises FilterExists where the database says that there is one already."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, IntegrityError) and "moderation_filter_once" in str(error):
            raise FilterExists from error


def _changed(pk: int, by: User) -> None:
    """This process knows at once; another one within seconds."""
    publish(WordFiltersChanged(actor_id=by.pk, filter_id=pk))
    active.look_again()
    transaction.on_commit(active.look_again)  # another thread may have looked in the meantime
