"""Letters and notes: see tests/architecture/world.py."""

from community.discussions.actions import like_post, reply_to_thread
from community.discussions.containers.actions import create_container
from community.discussions.reading.actions import mark_read, watch_thread
from community.kernel.operations.roles import OWNER
from community.kernel.text import slug
from tests.architecture.world import makes
from tests.toykind.actions import pin_note, send_letter
from tests.toykind.models import Board, Letter


@makes(Letter, visible_to=OWNER, after=["letters"])
def letter(world):
    return send_letter(
        to=world.other, title=f"L {world.word}", source=f"S {world.word}", by=world.owner
    )


@makes(Board)
def board(world):
    title = f"Board {world.number()}"
    return create_container(Board, title=title, slug=slug(title), by=world.admin)


def grow(world):
    letter(world)
    _note(world)
    followed = _note(world)
    mark_read(thread=followed, upto=1, ms=0, by=world.owner)
    watch_thread(thread=followed, level=3, by=world.owner)
    reply_to_thread(thread=followed, source="Mine leaks, too.", by=world.other)
    like_post(post=followed.posts.get(number=2), by=world.owner)


def _note(world):
    return pin_note(board=world.get(Board), title="A gauge", source="It leaks.", by=world.other)
