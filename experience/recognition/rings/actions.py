"""Every way a vote ring is found and decided.

Votes in a ring stop counting on the night on which it is found (VoteRingFound); a moderator decides
afterwards. Who is in it is not notified, neither then nor when it is confirmed: the entries of
their points tell the reason, and somebody who cheats need not learn how they were found.

Lock order: the review item, then the ring, as in a decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.days import number_of
from community.kernel.editing import locked
from community.kernel.errors import Denied
from community.kernel.subjects import Subject
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import close_item, open_item, touch_item
from experience.recognition.events import VoteRingCleared, VoteRingConfirmed, VoteRingFound
from experience.recognition.ledger.actions_days import locked_state
from experience.recognition.models import RecognitionState, VoteRing
from experience.recognition.rings import policy
from experience.recognition.rings.finding import Ring, Votes, find
from experience.recognition.rings.votes import Given, votes_between

TYPE = KIND = "recognition.vote_ring"  # of the review item, and of its subject
REASON = "vote_ring"
DAYS = 30  # that are looked at
HONEST_FOR = timedelta(days=180)  # after a moderator cleared a ring

State = VoteRing.State


def find_due_rings() -> list[VoteRing]:
    """Find the rings of the last day that was closed, once."""
    state = RecognitionState.objects.filter(pk=1, closed_day__isnull=False).first()
    if state is None or state.closed_day is None:
        return []
    if state.rings_day and state.rings_day >= state.closed_day:
        return []
    return find_rings(day=state.closed_day)


def find_rings(*, day: date) -> list[VoteRing]:
    """Let the votes between members of rings not count: those of the 30 days that end with this
    one. Returns the rings that something was changed for. Called again, and by two workers at once,
    it finds each ring once.

    Votes from and for moderators and staff are left out, and those between members of a ring that
    was cleared in the last 180 days: a moderator's decision stands, also inside a larger ring.
    """
    since = day - timedelta(days=DAYS - 1)
    given = votes_between(since, day)  # slow, and so is what follows: before the lock
    cleared = list(
        VoteRing.objects.filter(state=State.CLEARED, decided_at__date__gt=day - HONEST_FOR)
    )
    found = find(_judged(given, cleared))
    counted = {(one.giver_id, one.receiver_id): one.counted for one in given}
    with transaction.atomic():
        state = locked_state()
        search = _Search(since, day, counted, cleared, User.objects.get(is_machine=True))
        changed = [ring for one in found if (ring := search.record(one))]
        state.rings_day = max(day, state.rings_day or day)
        state.save(update_fields=["rings_day"])
    return changed


def confirm_ring(*, ring: VoteRing, by: User) -> VoteRing:
    """The votes between these members stay without effect, and so do those that follow. Repeating
    it changes nothing.

    Raises Denied.
    """
    with transaction.atomic():
        ring = locked(ring)
        if _decide(ring, by, State.CONFIRMED):
            publish(VoteRingConfirmed(actor_id=by.pk, ring_id=ring.pk))
    return ring


def clear_ring(*, ring: VoteRing, by: User) -> VoteRing:
    """The votes between these members are honest: they count again, and those of the next 180 days
    are not asked about. Repeating it changes nothing.

    Raises Denied.
    """
    with transaction.atomic():
        ring = locked(ring)
        if _decide(ring, by, State.CLEARED):
            publish(_cleared(ring, ring.member_ids, ring.since, ring.until, by=by))
    return ring


def _decide(ring: VoteRing, by: User, state: State) -> bool:
    if not policy.may_see_ring(by, ring):
        raise Denied
    if ring.state != State.FOUND:
        return False
    ring.state, ring.decided_by, ring.decided_at = state, by, timezone.now()
    ring.save(update_fields=["state", "decided_by", "decided_at"])
    return True


def _cleared(
    ring: VoteRing, member_ids: Iterable[int], since: date, until: date, *, by: User | None
) -> VoteRingCleared:
    return VoteRingCleared(
        actor_id=by.pk if by else None,
        ring_id=ring.pk,
        member_ids=sorted(member_ids),
        since=number_of(since),
        until=number_of(until),
    )


def _judged(given: Iterable[Given], cleared: Iterable[VoteRing]) -> list[Votes]:
    """The votes as they are looked at: of those left out, the points count as nobody's vote."""
    above = Q(is_moderator=True) | Q(is_staff=True) | Q(is_superuser=True) | Q(is_machine=True)
    trusted = set(User.objects.filter(above).values_list("pk", flat=True))
    honest = {(a, b) for ring in cleared for a in ring.member_ids for b in ring.member_ids}

    def giver(one: Given) -> int | None:
        between = one.giver_id, one.receiver_id
        return None if between in honest or not trusted.isdisjoint(between) else one.giver_id

    return [Votes(giver(one), one.receiver_id, one.number, one.points) for one in given]


@dataclass(frozen=True)
class _Search:
    """One search of some days, which writes down what it finds."""

    since: date
    until: date
    counted: Mapping[tuple[int | None, int], int]  # votes that are not discounted, by whom and for
    cleared: Sequence[VoteRing]
    system: User

    def record(self, found: Ring) -> VoteRing | None:
        """Tell of the ring, if votes in it still count. A ring that waits for a decision or was
        confirmed does not wait again."""
        members = found.member_ids
        if not any(self.counted.get((a, b)) for a in members for b in members):
            return None
        if ring := self._known(found):
            if ring.until >= self.until:  # by another worker
                return None
        else:
            ring = self._grown(found) or VoteRing(since=self.since, until=self.until)
            ring.member_ids = [*members]
        is_new = ring.pk is None
        ring.since, ring.until = min(ring.since, self.since), max(ring.until, self.until)
        ring.votes, ring.share = found.votes, found.share
        ring.save()
        if is_new:
            open_item(type=TYPE, subject=Subject(KIND, ring.pk), by=self.system, reasons=[REASON])
        self._tell(ring, members)
        return ring

    def _known(self, found: Ring) -> VoteRing | None:
        """The ring that has all of these members, locked."""
        known = VoteRing.objects.filter(
            member_ids__contains=[*found.member_ids], state__in=[State.FOUND, State.CONFIRMED]
        )
        return known.select_for_update(no_key=True).order_by("-until", "pk").first()

    def _grown(self, found: Ring) -> VoteRing | None:
        """An undecided ring of some of these members, locked: it has all of them from now on, and
        stands for any others of the sort."""
        parts = VoteRing.objects.filter(member_ids__contained_by=[*found.member_ids])
        ids = list(parts.filter(state=State.FOUND).values_list("pk", flat=True))
        waiting = ReviewItem.objects.open().filter(subject_kind=KIND, subject_id__in=ids)
        items = list(waiting.select_for_update(no_key=True, of=["self"]).order_by("pk"))
        if not items:
            return None
        kept, *others = items
        rings = VoteRing.objects.in_bulk([item.subject_id for item in items])
        ring = locked(rings[kept.subject_id])
        touch_item(item=kept, by=self.system)  # who saw the smaller ring decides on this one again
        for item in others:
            part = rings[item.subject_id]
            ring.since, ring.until = min(ring.since, part.since), max(ring.until, part.until)
            part.delete()
            close_item(item=item, by=self.system)
        return ring

    def _tell(self, ring: VoteRing, members: Sequence[int]) -> None:
        publish(
            VoteRingFound(
                actor_id=None,
                ring_id=ring.pk,
                member_ids=[*members],
                since=number_of(self.since),
                until=number_of(self.until),
            )
        )
        for honest in self.cleared:
            if len(both := set(members).intersection(honest.member_ids)) > 1:
                publish(_cleared(honest, both, self.since, self.until, by=None))
