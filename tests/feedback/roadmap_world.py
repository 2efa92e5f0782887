"""The roadmap: see tests/architecture/world.py."""

from feedback.models import Board
from feedback.roadmap.actions import set_eta
from tests.feedback.factories import make_idea
from tests.feedback.statuses import with_status


def grow(world):
    idea = with_status(make_idea(board=world.get(Board), by=world.other), "planned")
    set_eta(idea=idea, eta_date=idea.thread.created_at.date(), by=world.admin)
