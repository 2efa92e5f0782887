"""Who is notified of a release: once, however many of its ideas they voted for or follow."""

from __future__ import annotations

from community.accounts.models import Audience, readers
from community.discussions.models.reading import Level, Reading, Watch
from feedback.models import Board, Idea, Release, Vote
from feedback.releases.queries import audience_of


def recipients(release: Release) -> tuple[set[int], set[int]]:
    """The ids of those who voted for ideas of the release, and of those who follow them, as far as
    they may read the release. Who muted an idea is not told for it."""
    ideas = Idea.objects.filter(
        release_items__release=release, thread__audience=audience_of(release),
        thread__deleted_at=None,
    )  # fmt: skip
    threads = list(ideas.values_list("pk", flat=True))
    levels = Reading.objects.filter(thread__in=threads)
    muted = set(levels.filter(level=Level.MUTED).values_list("member_id", "thread_id"))
    votes = Vote.objects.counted().filter(idea__in=threads)
    cast = set(votes.values_list("user_id", "idea_id"))
    voters = {member for member, _ in cast - muted}
    following = levels.filter(level=Level.WATCHING).values_list("member_id", flat=True)
    boards = set(ideas.values_list("board_id", flat=True))
    watching = Watch.objects.filter(kind=Board.KIND, object_id__in=boards, level=Level.WATCHING)
    of_boards = {
        member
        for member in watching.values_list("member_id", flat=True)
        if not all((member, thread) in muted for thread in threads)
    }
    followers = {*following, *of_boards} - voters
    known = readers(Audience.objects.get(pk=audience_of(release)))
    told = set(known.filter(pk__in=voters | followers, is_active=True).values_list("pk", flat=True))
    return voters & told, followers & told
