"""Write a Stack Exchange dump of any size, to measure how it is brought in.

    python bench/dump.py FOLDER MEGABYTES

Questions have two answers each, most posts a comment and some votes. Nothing of it is kept in
memory, and the same size gives the same dump.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TextIO

WORDS = [
    *("rain", "gauge", "funnel", "hill", "valley", "morning", "frost", "wind", "reading", "cable"),
    *("garden", "station", "paper", "clock", "drift", "needle", "shadow", "fence", "ladder"),
    *("spring", "summer", "winter", "autumn", "chart", "column", "weekly", "cloud", "battery"),
]
AUTHORS = 5000
LENGTH = 1200  # characters of a text, about what posts have


def word(seed: int) -> str:
    return WORDS[seed % len(WORDS)]


def text(seed: int) -> str:
    """HTML with what posts usually hold."""
    words = (word(seed * 31 + at * at) for at in count())
    said = " ".join(next(words) for _ in range(LENGTH // 14))
    more = " ".join(next(words) for _ in range(LENGTH // 14))
    return (
        (
            f"<p>{said}, as <a href=&quot;https://example.org/{seed}&quot;>this</a> says.</p>&#xA;"
            f"<ul><li>{word(seed)}</li><li><strong>{word(seed + 7)}</strong></li></ul>&#xA;"
            f"<pre><code>read({seed})&#xA;</code></pre>&#xA;<p>{more}.</p>"
        )
        .replace("<", "&lt;")
        .replace(">", "&gt;")
    )


def date(number: int) -> str:
    day = number // 500
    return f"{2008 + day // 336:04}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}T12:00:00.000"


def posts() -> Iterator[str]:
    for key in count(1):
        question = key - (key - 1) % 3
        kind = (
            f'PostTypeId="1" Title="Question {key} of a {word(key)}" Tags="|{word(key)}|"'
            f' AcceptedAnswerId="{key + 1}" ViewCount="{key % 900}"'
            if key == question
            else f'PostTypeId="2" ParentId="{question}"'
        )
        yield (
            f'<row Id="{key}" {kind} OwnerUserId="{key % AUTHORS + 1}" Score="1"'
            f' CreationDate="{date(key)}" Body="{text(key)}" />\n'
        )


def write(folder: Path, size: int) -> int:
    """Make Posts.xml at least `size` bytes long, and its companions; return how many posts."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:

        def begun(name: str) -> TextIO:
            file = files.enter_context((folder / f"{name}.xml").open("w", encoding="utf-8"))
            file.write(f"<{name.lower()}>\n")
            files.callback(file.write, f"</{name.lower()}>\n")
            return file

        users, all_posts, comments, votes = map(begun, ("Users", "Posts", "Comments", "Votes"))
        for key in range(1, AUTHORS + 1):
            users.write(f'<row Id="{key}" DisplayName="Author {key}" CreationDate="{date(0)}" />\n')
        written = 0
        for key, row in enumerate(posts(), 1):
            written += all_posts.write(row)
            votes.write(f'<row Id="{key}" PostId="{key}" VoteTypeId="{2 + key % 5 // 4}" />\n')
            if key % 2:
                comments.write(
                    f'<row Id="{key}" PostId="{key}" Text="Is that so, {word(key)}?"'
                    f' CreationDate="{date(key)}" UserId="{key % AUTHORS + 1}" />\n'
                )
            if written >= size and key % 3 == 0:
                return key
    raise AssertionError  # posts never end


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]), int(sys.argv[2]) * 1_000_000)} posts\n")
