from django.urls import reverse

from community.discussions.containers import kinds as containers
from community.discussions.kinds import Kind, Lists, register
from tests.toykind.actions import count_answer
from tests.toykind.models import Board

register(
    Kind(
        name="toykind.letter",
        label="letter",
        may_reply=lambda person, thread: "do not answer" not in thread.title,
        on_reply=count_answer,
    )
)

# What everybody reads, on boards or on none: it has lists, feeds and a place on the site map.
containers.register(
    containers.ContainerKind(
        model=Board,
        label="board",
        plural="Boards",
        threads="toykind.notice",
        url=lambda board: reverse("notices:container", args=[board.slug, board.pk]),
    )
)
register(
    Kind(
        name="toykind.notice",
        label="notice",
        lists=Lists(namespace="notices", title="Notices", container_kind=Board.KIND),
    )
)
