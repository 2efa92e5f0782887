"""Ideas: see tests/architecture/world.py."""

from feedback.ideas.actions import change_status, merge_idea
from feedback.models import Board, Idea, Status
from tests.architecture.world import makes
from tests.feedback.factories import make_idea

PARAMETERS = {"slug after 'i'": ["x"], "author": ["owner"]}


@makes(Idea, after=["i"])
def idea(world):
    return make_idea(
        board=world.get(Board), title=f"Dew point {world.word}", source=f"Show it {world.word}",
        by=world.owner,
    )  # fmt: skip


@makes(Idea, operations=["unmerge_idea"])
def merged_idea(world):
    return merge_idea(source=idea(world), into=idea(world), by=world.admin)


@makes(Status)
def status(world):
    """The next one of a new idea."""
    return Status.objects.get(board=world.get(Board), category="under_review")


def grow(world):
    changed, category = world.get(Idea), {"submitted": "under_review", "under_review": "submitted"}
    now = Idea.objects.get(pk=changed.pk)
    after = Status.objects.get(board=now.board_id, category=category[now.category])
    change_status(idea=now, status=after, by=world.admin)
    world.fill_lists(lambda: make_idea(board=world.get(Board), by=world.other).thread)
