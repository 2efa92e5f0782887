"""A page of posts as the reader sees it: branches with their lines, or days in a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from community.discussions.models import Post

SHOWN_DEPTH = 10  # deeper replies stand at this level and say whom they answer
PHONE_DEPTH = 4  # from here on a narrow screen indents no further, so they say it, too


@dataclass
class Branch:
    """A post and the replies that stand under it on this page."""

    post: Post
    depth: int = 0
    branches: list[Branch] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(1 + branch.size for branch in self.branches)

    @property
    def says_to_whom(self) -> bool:
        return self.depth >= PHONE_DEPTH


def nested(posts: Iterable[Post], answer_id: int | None = None) -> list[Branch]:
    """Build the branches from posts in path order, the accepted one's directly after the opening.

    A post whose ancestors stand on an earlier page begins at the top. Removed posts without a
    live reply under them are left out.
    """
    tops: list[Branch] = []
    open_branches: list[Branch] = []
    for post in posts:
        while open_branches and not _is_under(post, open_branches[-1].post):
            open_branches.pop()
        branch = Branch(post)
        if open_branches:
            above = open_branches[-1]
            branch.depth = above.depth + 1
            above.branches.append(branch)
        else:
            tops.append(branch)
        if branch.depth < SHOWN_DEPTH:
            open_branches.append(branch)
    shown = [branch for branch in tops if _prune(branch)]
    return sorted(shown, key=lambda top: (not top.post.opens_thread, not _holds(top, answer_id)))


def _is_under(post: Post, above: Post) -> bool:
    return len(post.path) > len(above.path) and post.path[: len(above.path)] == above.path


def _prune(branch: Branch) -> bool:
    branch.branches = [below for below in branch.branches if _prune(below)]
    return branch.post.is_live or bool(branch.branches)


def _holds(branch: Branch, post_id: int | None) -> bool:
    return branch.post.pk == post_id or any(_holds(below, post_id) for below in branch.branches)
