"""Feedback's part of the demonstration: two boards, their ideas, and what became of them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from community.accounts.demo import Cast
from community.accounts.organisations.actions import add_members, create_organisation
from community.discussions.imports.actions.records import ImportedPost
from community.discussions.imports.actions.threads import announce_threads, reserve_numbers
from community.kernel.languages import Text
from feedback.actions_demo import date_release
from feedback.actions_import import ImportedIdea, ImportedStatus, ImportedVote, import_ideas
from feedback.boards.actions import create_board
from feedback.demo.ideas import IDEAS, RELEASES, Told
from feedback.ideas.actions import merge_idea, submit_idea
from feedback.models import KIND, Board, Idea, Status
from feedback.prioritising.actions import set_priority
from feedback.releases.actions import draft_release, edit_release, publish_release
from feedback.roadmap.actions import set_eta

# slug: title, description, icon, color, votes of one member for one idea, downvotes
BOARDS: dict[str, tuple[Text, Text, int, int, int, bool]] = {
    "station": (
        _("Station"), _("The box on the mast: display, radio, firmware."), 5, 3, 3, False,
    ),
    "website": (
        _("Website"), _("Charts, exports, the map, and this community."), 7, 6, 2, True,
    ),
}  # fmt: skip
# Customers of the demonstration: name, domain, value a year in cents, members
ORGANISATIONS = [
    ("Example School of the Valley", "school.example", 240_000, ("Jana_Nováková",)),
    ("Orchard Cooperative Sample", "orchard.example", 960_000, ("Иван_Примеров", "홍길동")),
    ("Ridge Weather Example", "ridge.example", 1_500_000, ("Matti_Meikäläinen",)),
]


def fill_feedback(cast: Cast) -> None:
    """Open the boards and bring the ideas in, with the times that they say."""
    boards = {slug: _board(slug, cast) for slug in BOARDS}
    for name, domain, value, members in ORGANISATIONS:
        customer = create_organisation(
            name=name, domain=domain, yearly_value=value, by=cast.administrator
        )
        add_members(
            organisation=customer, members=[cast[one] for one in members], by=cast.administrator
        )
    ideas = _bring_ideas(boards, cast)
    _plan(ideas, cast)
    _publish(boards, ideas, cast)
    # As if it had just happened, by the actions that members and the team use.
    merge_idea(source=ideas["sky-picture"], into=ideas["photos"], by=cast["Gale_Sample"])
    submit_idea(
        board=boards["website"],
        title="The page of my station says too much about where it stands",
        source="Its address is exact to the meter in the data that the map loads.",
        kind=Idea.Kind.BUG,
        is_private=True,
        is_security=True,
        severity=Idea.Severity.MAJOR,
        by=cast["Fulana_de_Tal"],
    )


def _board(slug: str, cast: Cast) -> Board:
    title, description, icon, hue, most, allows_downvotes = BOARDS[slug]
    return create_board(
        title=str(title),
        slug=slug,
        description=str(description),
        icon=icon,
        hue=hue,
        max_weight=most,
        allows_downvotes=allows_downvotes,
        by=cast.administrator,
    )


def _bring_ideas(boards: Mapping[str, Board], cast: Cast) -> dict[str, Idea]:
    """Write them all at once; return each by its key."""
    told = sorted(IDEAS, key=lambda one: -one.days)
    numbers = reserve_numbers(len(told))
    posts_count = import_ideas(
        ideas=[_idea(one, number, boards, cast) for one, number in zip(told, numbers, strict=True)]
    )
    announce_threads(
        kind=KIND, threads_count=len(told), posts_count=posts_count, by=cast.administrator
    )
    rows = Idea.objects.select_related("thread").in_bulk(numbers)
    return {one.key: rows[number] for one, number in zip(told, numbers, strict=True)}


def _idea(told: Told, number: int, boards: Mapping[str, Board], cast: Cast) -> ImportedIdea:
    said = [(told.author, told.days, told.text), *told.said]
    return ImportedIdea(
        number=number,
        board=boards[told.board],
        title=told.title,
        posts=[
            ImportedPost(
                author_id=cast[author].pk,
                source=text,
                created_at=cast.now - timedelta(days=days),
                parent=0 if at else None,
                language="en",
            )
            for at, (author, days, text) in enumerate(said)
        ],
        views_count=told.views,
        score=told.score,
        votes=list(_votes(told, cast)),
        history=[
            ImportedStatus(
                category=Status.Category(category),
                at=cast.now - timedelta(days=days),
                by_id=cast["Ola_Nordmann"].pk,
                reason=reason,
            )
            for category, days, reason in told.steps
        ],
        tags=told.tags,
        facts={"kind": told.kind, **told.facts},
    )


def _votes(told: Told, cast: Cast) -> Iterator[ImportedVote]:
    """The author's, and one after the other those of the others, until now."""
    names = [name.strip() for name in told.votes.split(",") if name.strip()]
    for at, name in enumerate([told.author, *names]):
        member, _space, value = name.partition(" ")
        yield ImportedVote(
            member_id=cast[member].pk,
            at=cast.now - timedelta(days=told.days * (1 - at / (len(names) + 1))),
            value=1 if told.kind == Idea.Kind.BUG else int(value or 1),
        )


def _plan(ideas: Mapping[str, Idea], cast: Cast) -> None:
    team = cast["Ola_Nordmann"]
    for told in IDEAS:
        idea = ideas[told.key]
        if told.eta:
            days, precision = told.eta
            day = (cast.now + timedelta(days=days)).date()
            set_eta(idea=idea, eta_date=day, eta_precision=precision, by=team)
        if told.rice:
            reach, impact, confidence, effort = told.rice
            set_priority(
                idea=idea, reach=reach, impact=impact, confidence=confidence, effort=effort, by=team
            )


def _publish(boards: Mapping[str, Board], ideas: Mapping[str, Idea], cast: Cast) -> None:
    team = cast["Ola_Nordmann"]
    for board, name, title, days, notes, released, others in RELEASES:
        release = draft_release(board=boards[board], name=name, title=title, by=team)
        items = [
            {"idea": ideas[key].pk, "group": group, "text": ideas[key].thread.title}
            for key, group in released
        ] + [{"idea": None, "group": group, "text": text} for group, text in others]
        release = edit_release(release=release, source=notes, items=items, by=team)
        release = publish_release(release=release, by=team)
        date_release(release=release, at=cast.now - timedelta(days=days))
