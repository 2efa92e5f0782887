from dataclasses import dataclass

from community.discussions.events import ThreadEvent


@dataclass(frozen=True, kw_only=True)
class ThreadConverted(ThreadEvent):
    """A thread became another kind: a topic an idea, for example. `kind` is the new one,
    `before` the former. A
    `discussions.thread.moved` tells where it was."""

    name = "discussions.thread.converted"

    before: str
