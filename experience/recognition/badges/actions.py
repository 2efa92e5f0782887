"""Every way in which badges are awarded and revoked."""

from collections.abc import Sequence
from dataclasses import replace

from community.accounts.events import BadgeAwarded
from community.accounts.standing.actions_badges import Award, award_badges, revoke_badges
from community.accounts.standing.registration import Daily, Threshold, badges, thresholds
from experience.recognition.badges.changes import TallyChange


def award_recorded(events: Sequence[BadgeAwarded]) -> None:
    """Award what a replay does not evaluate, as it was awarded; else it has been awarded."""
    recorded = {one.name for one in badges() if isinstance(one, Daily) and one.is_recorded}
    awards = [
        Award(member_id=one.member_id, badge=one.badge, scope=one.scope, at=one.occurred_at)
        for one in events
        if one.badge in recorded
    ]
    award_badges(awards, is_silent=True)


def settle_tallies(changes: Sequence[TallyChange], *, is_replay: bool = False) -> None:
    """Award and revoke the badges that depend on these tallies.

    What a tally reached for the first time is awarded as of then, even if it is below again by now:
    so the same rows are written however events are divided into lists.
    """
    awards: list[Award] = []
    missed: list[Award] = []
    for change in changes:
        for badge in thresholds(change.rule):
            if badge.by != change.by:
                continue
            award = Award(
                member_id=change.member_id,
                badge=badge.name,
                scope=change.scope,
                at=change.passed.get(badge.threshold),
            )
            has_it = change.peak if badge.is_permanent else change.number
            if award.at is None and _is_as_before(change, badge, has_it):
                continue
            if award.at is not None or has_it >= badge.threshold:
                awards.append(award)
            if has_it < badge.threshold:
                missed.append(replace(award, at=change.fell.get(badge.threshold, change.at)))
    award_badges(awards, is_silent=is_replay)
    revoke_badges(missed, is_silent=is_replay)


def _is_as_before(change: TallyChange, badge: Threshold, has_it: int) -> bool:
    """Most tallies pass no threshold: then nothing has to be asked."""
    if change.before is None:
        return False
    number, peak = change.before
    had_it = peak if badge.is_permanent else number
    return (had_it >= badge.threshold) == (has_it >= badge.threshold)
