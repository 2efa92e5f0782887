"""Vote rings in the review queue."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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

MOST_ROWS = 50  # of who voted for whom


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
    summary = ngettext(
        "%(count)s vote between them, from %(since)s to %(until)s: %(share)s%% of the points that"
        " those who gained got.",
        "%(count)s votes between them, from %(since)s to %(until)s: %(share)s%% of the points that"
        " those who gained got.",
        ring.votes,
    )
    told = summary % {
        "count": formats.number(ring.votes),
        "since": formats.day(ring.since, formats.SHORT_DAY),
        "until": formats.day(ring.until, formats.SHORT_DAY),
        "share": formats.number(round(ring.share * 100)),
    }
    names = format_html_join(" · ", "{}", ((_name(pk, people),) for pk in ring.member_ids))
    left_out = len(votes) - MOST_ROWS
    more = format_html("<p>{}</p>", _more(left_out)) if left_out > 0 else ""
    table = _table(votes[:MOST_ROWS], people) if votes else ""
    return format_html("<p>{}</p><p>{}</p>{}{}", told, names, table, more)


def _more(count: int) -> str:
    text = ngettext("and %(count)s more row", "and %(count)s more rows", count)
    return text % {"count": formats.number(count)}


def _table(votes: Sequence[Given], people: Mapping[int, User]) -> SafeString:
    """In a box of its own, which scrolls, as tables of posts do."""
    label = gettext("Who voted for whom")
    head = format_html(
        '<th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col" class="num">{}</th><th scope="col" class="num">{}</th>',
        pgettext("votes", "From"), pgettext("votes", "For"), gettext("Votes"), gettext("Points"),
    )  # fmt: skip
    rows = format_html_join(
        "",
        '<tr><td>{}</td><td>{}</td><td class="num">{}</td><td class="num">{}</td></tr>',
        (
            (
                _name(one.giver_id, people),
                _name(one.receiver_id, people),
                formats.number(one.number),
                formats.number(one.points),
            )
            for one in votes
        ),
    )
    return format_html(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        label, head, rows,
    )  # fmt: skip


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
        approve_label=pgettext_lazy("vote ring", "Votes do not count"),
        reject_label=pgettext_lazy("vote ring", "Honest votes"),
        may_decide=may_decide,
        has_message=False,  # members of a ring are not notified: see actions.py
    )
)
register_reasons({actions.REASON: _("Most of their points come from votes of the same accounts")})
