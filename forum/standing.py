"""What solutions count for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import (
    Counted,
    Rule,
    Threshold,
    Tier,
    Told,
    Withdrawn,
    reads,
    register,
)
from community.kernel.subjects import Subject
from forum.events import AnswerAccepted, AnswerWithdrawn

SOLUTION, NEWCOMER_HELPED = "forum.solution", "forum.newcomer_helped"
ACCEPTED = "forum.solution_accepted"

register(
    Rule(
        name=SOLUTION,
        label=_("Solution"),
        sentence=_("%(other)s marked %(subject)s as the solution"),
        points=10,
        kind="support",
        is_limited=False,
        icon="solved",
        position=10,
    ),
    Rule(
        name=NEWCOMER_HELPED,
        label=_("Newcomer helped"),
        sentence=_("%(subject)s solved a newcomer's topic"),
        points=15,
        kind="support",
        is_limited=False,
        icon="solved",
        position=20,
    ),
    Rule(
        name=ACCEPTED,
        label=_("Solution marked"),
        sentence=_("Marked %(subject)s as the solution"),
        points=2,
        icon="check",
        position=40,
    ),
)


@reads(AnswerAccepted)
def count_solution(event: AnswerAccepted) -> Iterable[Told]:
    """A topic has one solution: another one replaces it. Nobody earns with their own answer, nor
    by marking their own post."""
    yield from _withdraw(event.topic_id)
    if event.author_id in {event.topic_author_id, event.actor_id}:
        return
    asker_id = event.topic_author_id or event.actor_id
    yield _counted(SOLUTION, event, event.author_id, asker_id)
    if event.topic_author_trust_level == 0:
        yield _counted(NEWCOMER_HELPED, event, event.author_id, asker_id)
    if event.actor_id is not None and event.actor_id == event.topic_author_id:
        yield _counted(ACCEPTED, event, event.actor_id, event.author_id)


def _counted(rule: str, event: AnswerAccepted, member_id: int, other_id: int | None) -> Counted:
    return Counted(
        rule=rule,
        member_id=member_id,
        other_id=other_id,
        subject=Subject("discussions.post", event.post_id),
        thread_id=event.topic_id,
        container_id=event.container_id,
    )


@reads(AnswerWithdrawn)
def withdraw_solution(event: AnswerWithdrawn) -> Iterable[Told]:
    yield from _withdraw(event.topic_id)


def _withdraw(topic_id: int) -> Iterable[Told]:
    for rule in (SOLUTION, NEWCOMER_HELPED, ACCEPTED):
        yield Withdrawn(rule=rule, thread_id=topic_id)


# Name, label, description, tier, number of solutions.
SOLUTIONS = [
    ("first_solution", _("First Solution"), _("Write a reply that is marked as the solution."),
     Tier.BRONZE, 1),
    ("helpful_hand", _("Helpful Hand"), _("Solve 10 topics."), Tier.BRONZE, 10),
    ("problem_solver", _("Problem Solver"), _("Solve 50 topics."), Tier.SILVER, 50),
    ("solution_institution", _("Solution Institution"), _("Solve 150 topics."), Tier.GOLD, 150),
]  # fmt: skip

register(
    *(
        Threshold(
            name=f"forum.{name}", label=label, description=description, tier=tier, icon="solved",
            position=position, rule=SOLUTION, threshold=number,
        )
        for position, (name, label, description, tier, number) in enumerate(SOLUTIONS, 20)
    ),
    Threshold(
        name="forum.category_expert", label=_("Category Expert"),
        description=_("Solve 10 topics of one category."), tier=Tier.GOLD, icon="solved",
        position=25, rule=SOLUTION, threshold=10, by="container", scope_kind="forum.category",
    ),
)  # fmt: skip
