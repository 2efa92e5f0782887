"""Vote rings in the review queue."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.kernel import formats
from community.kernel.addresses import address
from community.kernel.templatetags.shown import member_link
from community.moderation.models import ReviewItem
from community.moderation.registration import Described, ItemType, register, register_reasons
from experience.recognition.models import VoteRing
from experience.recognition.rings import actions
from experience.recognition.rings.policy import may_see_ring
from experience.recognition.rings.subjects import rings_visible_to, title_of
from experience.recognition.rings.votes import Given, votes_in_rings

MOST_PAIRS = 20
NUMBER = mark_safe(' class="num"')


def _ring(item: ReviewItem) -> VoteRing | None:
    """Of an item that was described with others it is there already. None if a larger ring has
    its members by now."""
    found: VoteRing | None = item.__dict__.get("_ring")
    return found or VoteRing.objects.filter(pk=item.subject_id).first()


def confirm(*, item: ReviewItem, by: User, text: str) -> None:
    actions.confirm_ring(ring=VoteRing.objects.get(pk=item.subject_id), by=by)


def clear(*, item: ReviewItem, by: User, text: str) -> None:
    actions.clear_ring(ring=VoteRing.objects.get(pk=item.subject_id), by=by)


def may_decide(person: User, item: ReviewItem) -> bool:
    ring = _ring(item)
    return ring is not None and may_see_ring(person, ring)


def describe(items: Sequence[ReviewItem], viewer: Any) -> Mapping[int, Described]:
    """With who voted for whom, in three queries."""
    rings = rings_visible_to(viewer, (item.subject_id for item in items))
    votes = votes_in_rings(rings) if rings else {}
    people = User.objects.in_bulk({pk for ring in rings.values() for pk in ring.member_ids})
    found: dict[int, Described] = {}
    for item in items:
        if ring := rings.get(item.subject_id):
            item.__dict__["_ring"] = ring
            found[item.pk] = Described(
                title=title_of(ring),
                url=address("moderation:item", item.pk),
                html=_shown(ring, votes.get(ring.pk, []), people),
            )
    return found


def _shown(ring: VoteRing, votes: Sequence[Given], people: Mapping[int, User]) -> SafeString:
    """Each member with what they gave and got, and the pairs that voted most for each other."""
    told = ngettext(
        "%(count)s vote from %(since)s to %(until)s. Share of points that came from it:"
        " %(share)s%%",
        "%(count)s votes from %(since)s to %(until)s. Share of points that came from them:"
        " %(share)s%%",
        ring.votes,
    ) % {
        "count": formats.number(ring.votes),
        "since": formats.day(ring.since, formats.SHORT_DAY),
        "until": formats.day(ring.until, formats.SHORT_DAY),
        "share": formats.number(round(ring.share * 100)),
    }
    members = _table(
        gettext("Members of the ring"),
        [gettext("Member"), gettext("Votes given"), gettext("Votes received"), gettext("Points")],
        [(_name(pk, people), *_sums(pk, votes)) for pk in ring.member_ids],
    )
    pairs = _table(
        gettext("Most votes from one member for another"),
        [pgettext("votes", "From"), pgettext("votes", "For"), gettext("Votes"), gettext("Points")],
        [
            (_name(one.giver_id, people), _name(one.receiver_id, people), one.number, one.points)
            for one in votes[:MOST_PAIRS]
        ],
    )
    is_decided = ring.state != VoteRing.State.FOUND
    decided = format_html("<p><b>{}</b></p>", ring.get_state_display()) if is_decided else ""
    return format_html("<p>{}</p>{}{}{}", told, decided, members, pairs)


def _sums(pk: int, votes: Sequence[Given]) -> tuple[int, int, int]:
    got = [one for one in votes if one.receiver_id == pk]
    given = sum(one.number for one in votes if one.giver_id == pk)
    return given, sum(one.number for one in got), sum(one.points for one in got)


def _table(
    label: str, heads: Sequence[str], rows: Sequence[tuple[SafeString | str | int, ...]]
) -> SafeString:
    """In a box of its own, which scrolls, as tables of posts do; numbers stand to the right."""
    is_number = [isinstance(cell, int) for cell in rows[0]] if rows else []
    classes = [NUMBER if one else "" for one in is_number]
    head = format_html_join("", '<th scope="col"{}>{}</th>', zip(classes, heads, strict=False))
    body = format_html_join("", "<tr>{}</tr>", ((_cells(row, classes),) for row in rows))
    return format_html(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table>'
        "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        label, label, head, body,
    )  # fmt: skip


def _cells(row: Sequence[SafeString | str | int], classes: Sequence[str]) -> SafeString:
    shown = (formats.number(cell) if isinstance(cell, int) else cell for cell in row)
    return format_html_join("", "<td{}>{}</td>", zip(classes, shown, strict=True))


def _name(pk: int | None, people: Mapping[int, User]) -> SafeString | str:
    member = people.get(pk or 0)
    return member_link(member) if member else gettext("Deleted account")


register(
    ItemType(
        name=actions.TYPE,
        label=_("Vote rings"),
        icon="users",
        position=250,
        approve=confirm,
        reject=clear,
        describe=describe,
        approve_label=pgettext_lazy("vote ring", "Confirm vote ring"),
        reject_label=pgettext_lazy("vote ring", "Not a vote ring"),
        may_decide=may_decide,
        has_message=False,  # members of a ring are not notified: see actions.py
    )
)
register_reasons({actions.REASON: _("Most of their points come from votes of the same accounts")})
