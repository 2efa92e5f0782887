"""Reviewing trust levels: who reached a higher one, and who misses what level 3 requires.

Rules raise members up to level 3 as far as they meet all that each level up to it requires. They
lower nobody, but from level 3 to 2: whoever falls below 80 % of a requirement, or above a limit,
is notified at once, and loses the level after 14 days in a row. Level 4 is given by hand alone. A
level without requirements is, too.

A group with a minimum trust level gives it to its members, and they do not fall below it as long
as they are in the group. Afterwards they keep what they have, and rules decide as for everybody:
level 4 stays, level 3 stays as long as what it requires is met.

Whoever was imported with level 3, or had it before changes were logged, does not lose it before
the site knows as much of what they read as the requirements ask about: what they read elsewhere
is not known.

Left alone are locked levels, service accounts, the system account, and whoever is not active,
suspended or silenced. All of it can be repeated: a review changes nothing that is right.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from community.accounts.models import Group, Standing, TrustChange, User
from community.accounts.people.actions import set_trust_level
from community.discussions.models import ReadingDay
from community.events.outbox import publish
from community.kernel.days import number_of
from experience.recognition.events import DemotionAnnounced
from experience.recognition.models import Contribution, RecognitionState, TrustRequirement
from experience.recognition.trust.requirements import Met, figures, measured, requirements_of

HIGHEST = 3  # that rules give
GRACE = timedelta(days=14)
TOGETHER = 200  # members in one review
OVERLAP = timedelta(minutes=10)  # for what was written before the last review and committed after
LATELY = timedelta(days=2)
Reason = TrustChange.Reason


def review_recent(*, today: date) -> None:
    """Review the members of the levels 0 and 1 of whom there is anything new since the last time:
    what they read, or reactions to their posts. What they do without reading is found each night.
    """
    now = timezone.now()
    state = RecognitionState.objects.filter(pk=1).first()
    last = state.levels_reviewed_at if state else None
    since = (last or now - LATELY) - OVERLAP
    read = ReadingDay.objects.filter(updated_at__gte=since)
    got = Contribution.objects.filter(day__gte=since.date(), other__isnull=False, points__gt=0)
    new = User.objects.filter(trust_level__lt=User.Trust.MEMBER)
    new = new.filter(Q(pk__in=read.values("member")) | Q(pk__in=got.values("member")))
    _review_all(new, today)
    RecognitionState.objects.update_or_create(pk=1, defaults={"levels_reviewed_at": now})


def review_nightly(*, today: date) -> None:
    """Review the levels 2 and 3, and of the others whoever was active in the last days."""
    since = today - LATELY
    read = ReadingDay.objects.filter(day__gte=since)
    did = Contribution.objects.filter(day__gte=since)
    lately = Q(pk__in=read.values("member")) | Q(pk__in=did.values("member"))
    _review_all(
        User.objects.filter(lately | Q(trust_level__range=(User.Trust.MEMBER, HIGHEST))), today
    )


def _review_all(members: QuerySet[User], today: date) -> None:
    ids = list(reviewable(members).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), TOGETHER):
        review_levels(member_ids=ids[start : start + TOGETHER], today=today)


def reviewable(members: QuerySet[User]) -> QuerySet[User]:
    """Those whose level rules may change."""
    now = timezone.now()
    kept_out = Q(suspended_until__gt=now) | Q(silenced_until__gt=now)
    people = members.filter(is_active=True, is_machine=False, is_bot=False).exclude(kept_out)
    return people.exclude(standing__is_trust_locked=True)


def review_levels(*, member_ids: Sequence[int], today: date) -> None:
    """Give these members the levels that are theirs on this day, in a constant number of queries
    if nothing changes."""
    found = reviewable(User.objects.filter(pk__in=member_ids))
    members = {one.pk: one for one in found.select_related("standing").order_by("pk")}
    floors = _floors(list(members))
    wanted = requirements_of(range(1, HIGHEST + 1))
    low = [pk for pk, one in members.items() if one.trust_level < HIGHEST]
    reached, met_by = _reached(low, wanted, today)
    for pk in low:
        rule, floor = reached.get(pk, 0), floors.get(pk, 0)
        if max(rule, floor) > members[pk].trust_level:
            reason = Reason.REACHED if rule >= floor else Reason.GROUP
            _raise(members[pk], max(rule, floor), reason, met_by.get(pk, []))
    high = [pk for pk, one in members.items() if one.trust_level == HIGHEST]
    keeps = measured(wanted[HIGHEST], high, today=today)
    known = _known_for_long(high, wanted[HIGHEST], today)
    for pk in high:
        floor = floors.get(pk, 0)
        if floor > HIGHEST:
            _raise(members[pk], floor, Reason.GROUP, [])
        else:
            is_safe = floor == HIGHEST or pk not in known
            is_kept = is_safe or all(one.is_kept for one in keeps[pk])
            _keep_or_lower(members[pk], keeps[pk], today, is_kept=is_kept)


def _known_for_long(
    member_ids: Sequence[int], wanted: Sequence[TrustRequirement], today: date
) -> set[int]:
    """Those who got the level here, or have read here since before the longest of the periods."""
    got = TrustChange.objects.filter(member__in=member_ids, after=HIGHEST)
    longest = max((row.window_days or 0 for row in wanted), default=0)
    read = ReadingDay.objects.filter(member__in=member_ids, day__lte=today - timedelta(longest))
    ids = [rows.order_by().values_list("member", flat=True).distinct() for rows in (got, read)]
    return {pk for found in ids for pk in found}


def _floors(member_ids: Sequence[int]) -> dict[int, int]:
    groups = Group.objects.filter(trust_floor__isnull=False, rule="", members__in=member_ids)
    rows = groups.order_by("members").values_list("members").annotate(floor=Max("trust_floor"))
    return {pk: floor for pk, floor in rows if floor is not None}


def _reached(
    member_ids: Sequence[int], wanted: dict[int, list[TrustRequirement]], today: date
) -> tuple[dict[int, int], dict[int, list[Met]]]:
    """The highest level up to which all is met, by member, and what was measured for it."""
    reached: dict[int, int] = {}
    met_by: dict[int, list[Met]] = {}
    left = list(member_ids)
    for level in range(1, HIGHEST + 1):
        if not wanted[level]:  # it is given by hand; higher ones may be reached
            continue
        met = measured(wanted[level], left, today=today)
        left = [pk for pk in left if all(one.is_met for one in met[pk])]
        for pk in left:
            reached[pk], met_by[pk] = level, met[pk]
    return reached, met_by


def _raise(member: User, level: int, reason: TrustChange.Reason, met: Sequence[Met]) -> None:
    with transaction.atomic():
        held = _held(member)
        if held and held.trust_level < level:
            set_trust_level(
                member=held, level=level, by=_system(), reason=reason, measured=figures(met)
            )


def _keep_or_lower(member: User, met: Sequence[Met], today: date, *, is_kept: bool) -> None:
    """Of a member of level 3: announce that it will be lost, take it, or drop that."""
    standing = getattr(member, "standing", None)
    since = standing.below_since if standing else None
    if is_kept and since is None:
        return
    if not is_kept and since is not None and today < since + GRACE:
        return
    with transaction.atomic():
        held = _held(member)
        if held is None or held.trust_level != HIGHEST:
            return
        row, _is_new = Standing.objects.get_or_create(member=held)
        if is_kept:
            _write(row, below_since=None, demotion_notified_at=None)
        elif row.below_since is None or row.demotion_notified_at is None:
            _write(row, below_since=today, demotion_notified_at=timezone.now())
            publish(
                DemotionAnnounced(
                    actor_id=None, member_id=held.pk, level=HIGHEST, day=number_of(today + GRACE)
                )
            )
        elif today >= row.below_since + GRACE:
            set_trust_level(
                member=held, level=HIGHEST - 1, by=_system(), reason=Reason.MISSED,
                measured=figures(met),
            )  # fmt: skip


def _write(row: Standing, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _held(member: User) -> User | None:
    """The member as they are now, locked; None if rules are no longer to change their level. It is
    asked once the row is locked: whoever locks the level holds it, too."""
    held = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    return held if reviewable(User.objects.filter(pk=held.pk)).exists() else None


def _system() -> User:
    return User.objects.get(is_machine=True)
