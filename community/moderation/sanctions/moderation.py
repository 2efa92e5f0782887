"""What sanctions tell the moderation engine: what waits in the queue, and the lines of the log."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.moderation.models import LogEntry, ReviewItem, Sanction
from community.moderation.registration import Act, Described, ItemType, register
from community.moderation.sanctions import actions, policy
from community.moderation.sanctions.ladder import duration

Kind = Sanction.Kind


def _sanction(item: ReviewItem) -> Sanction:
    """Of an item that was described with others it is there already."""
    found: Sanction | None = item.__dict__.get("_sanction")
    rows = Sanction.objects.select_related("member", "appeal")
    return found or rows.get(pk=item.subject_id)


def grant(*, item: ReviewItem, by: User, text: str) -> None:
    appeal = _sanction(item).appeal
    actions.decide_appeal(appeal=appeal, by=by, is_granted=True, answer=text)


def uphold(*, item: ReviewItem, by: User, text: str) -> None:
    appeal = _sanction(item).appeal
    actions.decide_appeal(appeal=appeal, by=by, is_granted=False, answer=text)


def confirm(*, item: ReviewItem, by: User, text: str) -> None:
    actions.confirm_ban(sanction=_sanction(item), by=by)


def drop(*, item: ReviewItem, by: User, text: str) -> None:
    actions.drop_ban(sanction=_sanction(item), by=by)


def describe(items: Sequence[ReviewItem], viewer: Any) -> Mapping[int, Described]:
    if not may_moderate(viewer):
        return {}
    ids = {item.subject_id for item in items}
    rows = Sanction.objects.select_related("member", "appeal").in_bulk(ids)
    for item in items:
        item.__dict__["_sanction"] = rows.get(item.subject_id)
    return {
        item.pk: _described(row, is_appeal=item.type == "appeal")
        for item in items
        if (row := rows.get(item.subject_id))
    }


def _described(row: Sanction, *, is_appeal: bool) -> Described:
    reason = format_html("<p>{}</p>", row.reason)
    kind = row.get_kind_display()
    if is_appeal:
        title = gettext("Appeal of %(name)s: %(sanction)s")
        appeal = format_html('<blockquote dir="auto">{}</blockquote>', row.appeal.text)
        html = format_html("{}{}", reason, appeal)
    else:
        title, html = gettext("Ban of %(name)s: %(sanction)s"), reason
    return Described(
        title=title % {"name": row.member.username, "sanction": kind},
        url=reverse("moderation:member", args=[row.member.username]),
        html=html,
        member_id=row.member_id,
    )


def undo_lift(*, entry: LogEntry, by: User) -> None:
    actions.reinstate_sanction(sanction=_of(entry), by=by)


def undo_imposing(*, entry: LogEntry, by: User) -> None:
    actions.lift_sanction(sanction=_of(entry), by=by)


def _of(entry: LogEntry) -> Sanction:
    return Sanction.objects.select_related("member").get(pk=entry.facts["sanction"])


def duration_of(entry: LogEntry, viewer: Any) -> Mapping[str, str]:
    return {"duration": duration(entry.facts.get("days", 0))}


def kind_of(entry: LogEntry, viewer: Any) -> Mapping[str, str]:
    kind = entry.facts.get("kind", "")
    return {"sanction": str(Kind(kind).label) if kind in Kind else kind}


def who_banned(entry: LogEntry, viewer: Any) -> Mapping[str, str]:
    """Whether the rule of two moderators could be kept."""
    alone = gettext("There is no other moderator, so one was enough.")
    two = gettext("Another moderator had proposed it.")
    return {"deciders": alone if entry.facts.get("alone") else two}


register(
    ItemType(
        name="appeal",
        label=_("Appeals"),
        icon="ballot",
        position=30,
        approve=grant,
        reject=uphold,
        describe=describe,
        approve_label=pgettext_lazy("verb", "Lift sanction"),
        reject_label=pgettext_lazy("verb", "Uphold sanction"),
        may_decide=lambda person, item: policy.may_decide_appeal(person, _sanction(item)),
    ),
    ItemType(
        name="ban",
        label=_("Proposed bans"),
        icon="lock",
        position=40,
        approve=confirm,
        reject=drop,
        describe=describe,
        approve_label=pgettext_lazy("verb", "Confirm ban"),
        reject_label=pgettext_lazy("verb", "Turn down"),
        has_message=False,  # they read the reason of the ban
        may_decide=lambda person, item: policy.may_confirm_ban(person, _sanction(item)),
    ),
    Act(
        name="moderation.warning",
        label=_("Warning"),
        text=_("%(actor)s warned %(member)s."),
        icon="warn",
        undo=undo_imposing,
    ),
    Act(
        name="moderation.silence",
        label=_("Silence"),
        text=_("%(actor)s silenced %(member)s %(duration)s."),
        icon="mute",
        words=duration_of,
        undo=undo_imposing,
    ),
    Act(
        name="moderation.suspension",
        label=_("Suspension"),
        text=_("%(actor)s suspended %(member)s %(duration)s."),
        icon="lock",
        words=duration_of,
        undo=undo_imposing,
    ),
    Act(
        name="moderation.ban",
        label=_("Permanent ban"),
        text=_("%(actor)s banned %(member)s permanently. %(deciders)s"),
        icon="lock",
        words=who_banned,
    ),
    Act(
        name="moderation.lifted",
        label=_("Sanction lifted"),
        text=_("%(actor)s lifted a sanction of %(member)s: %(sanction)s"),
        icon="check",
        words=kind_of,
        undo=undo_lift,
    ),
    Act(
        name="moderation.reinstated",
        label=_("Sanction reinstated"),
        text=_("%(actor)s reinstated a sanction of %(member)s: %(sanction)s"),
        icon="lock",
        words=kind_of,
        undo=undo_imposing,
    ),
    Act(
        name="moderation.appeal_upheld",
        label=_("Appeal rejected"),
        text=_("%(actor)s rejected an appeal of %(member)s: %(sanction)s"),
        icon="x",
        words=kind_of,
    ),
    Act(
        name="accounts.avatar_deleted",
        label=_("Avatar removed"),
        text=_("%(actor)s removed the avatar of %(member)s."),
        icon="x",
    ),
)
