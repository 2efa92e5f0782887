"""Random sequences of everything that can happen to ideas and their votes."""

from functools import partial
from random import Random

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F

from community.accounts.models import User
from community.accounts.people.actions import set_trust_level
from community.discussions.actions import (
    archive_thread,
    convert_thread,
    delete_thread,
    hide_thread,
    restore_thread,
    unarchive_thread,
    unhide_thread,
)
from community.discussions.models import Thread
from community.kernel.errors import Denied, RuleViolation
from community.kernel.invariants import broken
from feedback.boards.actions import edit_board
from feedback.ideas.actions import (
    change_status,
    edit_idea,
    follow_status,
    merge_idea,
    move_idea,
    unmerge_idea,
)
from feedback.models import Board, Idea, Status, Vote
from feedback.votes.actions import (
    cast_vote,
    cast_vote_on_behalf,
    repair_votes,
    withdraw_vote,
    withdraw_vote_on_behalf,
)
from tests.factories import AdminFactory, CategoryFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db
REFUSED = (RuleViolation, Denied, ObjectDoesNotExist)
LIMITS = ([2, 4, 6, 8, 10], [0, 0, 1, 2, 3], None)


class Walk:
    """A small world, and one step after the other in it."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.team, self.admin = ModeratorFactory(), AdminFactory()
        self.people = [UserFactory(trust_level=level) for level in (1, 2, 2, 4)]
        self.boards = [make_board(max_weight=3, allows_downvotes=True), make_board()]
        self.category = CategoryFactory()
        self.ideas = [self.submitted() for _ in range(4)]
        self.log = []

    def submitted(self, **fields):
        by = User.objects.get(pk=self.any([*self.people, self.team]).pk)
        return make_idea(board=self.any(self.boards), by=by, **fields)

    def any(self, of):
        return self.random.choice(of)

    def idea(self):
        return Idea.objects.select_related("thread").get(pk=self.any(self.ideas).pk)

    def thread(self):
        return Thread.objects.get(pk=self.any(self.ideas).pk)

    def steps(self):
        r, idea = self.random, self.idea()
        by = User.objects.get(pk=self.any(self.people).pk)
        thread, team, board = self.thread(), self.team, self.any(self.boards)
        whoever = self.any([by, team])
        status = self.any(list(Status.objects.filter(board=idea.board_id)))
        category = self.any(Status.Category.values)
        yes = bool(r.getrandbits(1))
        vote = partial(cast_vote, idea=idea, value=self.any([-1, 1, 1, 2, 3]), by=by)
        merge = partial(merge_idea, source=idea, into=self.idea(), by=team)
        merged = list(Idea.objects.exclude(merged_into=None)) or [idea]
        unmerge = partial(unmerge_idea, source=self.any(merged), by=team)
        return [
            vote, vote, vote, merge, merge, unmerge, unmerge,
            partial(withdraw_vote, idea=idea, by=by),
            partial(cast_vote_on_behalf, idea=idea, member=by, by=team, note=str(r.random())),
            partial(withdraw_vote_on_behalf, idea=idea, member=by, by=team),
            partial(change_status, idea=idea, status=status, by=team),
            partial(follow_status, idea=idea, category=category, by=team),
            partial(move_idea, idea=idea, board=board, by=whoever),
            partial(delete_thread, thread=thread, by=whoever),
            partial(restore_thread, thread=thread, by=whoever),
            partial(hide_thread, thread=thread, by=team),
            partial(unhide_thread, thread=thread, by=team),
            partial(archive_thread, thread=thread, by=team),
            partial(unarchive_thread, thread=thread, by=team),
            partial(unarchive_thread, thread=thread, by=team),
            partial(convert_thread, thread=thread, container=self.category, by=team),
            partial(convert_thread, thread=thread, container=board, by=team),
            partial(convert_thread, thread=thread, container=board, by=team),
            partial(edit_idea, idea=idea, by=whoever, kind=self.any(["bug", "feature"])),
            partial(edit_idea, idea=idea, by=whoever, is_private=yes),
            partial(edit_idea, idea=idea, by=team, kind="bug", is_security=yes),
            partial(
                edit_board, board=Board.objects.get(pk=board.pk), by=self.admin,
                max_weight=1 + r.getrandbits(1), vote_limits=self.any(LIMITS),
            ),
            partial(set_trust_level, member=by, level=r.randrange(5), by=team),
            partial(self.another, kind=self.any(["bug", "feature"])),
        ]  # fmt: skip

    def another(self, kind):
        if len(self.ideas) < 7:
            made = self.submitted(kind=kind, is_private=not self.random.randrange(4))
            if isinstance(made, Idea):
                self.ideas.append(made)

    def step(self):
        step = self.any(self.steps())
        try:
            with transaction.atomic():
                step()
        except REFUSED as error:
            self.log.append((step, type(error).__name__))
        else:
            self.log.append((step, "done"))

    def told(self):
        return "\n".join(
            f"{getattr(step.func, '__name__', step.func)} {end} "
            + ", ".join(
                f"{name}={getattr(value, 'pk', value)}" for name, value in step.keywords.items()
            )
            for step, end in self.log
        )


def wrong():
    """What does not hold now. What events fold comes later, so that is asked at the end."""
    own = [line for line in broken() if " idea" in line or "vot" in line or "member has" in line]
    strays = Vote.objects.filter(origin__isnull=False).exclude(origin__merged_into=F("idea"))
    paid = Vote.objects.filter(cast_by__isnull=False, cost__gt=0)
    return own + [f"copy of nothing: {pk}" for pk in strays.values_list("pk", flat=True)] + [
        f"paid by the customer: {pk}" for pk in paid.values_list("pk", flat=True)
    ]  # fmt: skip


def walked(seed, steps):
    walk = Walk(seed)
    for _ in range(steps):
        walk.step()
        assert not wrong(), walk.told()
    handled()
    assert not broken(), walk.told()
    assert not repair_votes(), walk.told()


def test_a_walk():
    walked(101, 40)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(60))
def test_many_walks(seed):
    walked(seed, 60)
