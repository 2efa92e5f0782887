from dataclasses import dataclass

from community.discussions.events import ThreadEvent


@dataclass(frozen=True, kw_only=True)
class ThreadConverted(ThreadEvent):
    """A thread became another kind: a topic an idea, for example. `before` was its kind. A
    `discussions.thread.moved` tells where it was."""

    name = "discussions.thread.converted"

    before: str
