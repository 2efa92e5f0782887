"""What the journeys type: texts that are hard to lay out, and all that a post can hold."""

MEMBERS = 60  # who are prepared: each journey takes whom no other knows
PASSWORD = "bicycle-lamp-7"

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenverlängerungskabelbefestigung " * 2
WIDE = "\n".join(
    [
        "| " + " | ".join(f"column {n}" for n in range(12)) + " |",
        "|---" * 12 + "|",
        "| " + " | ".join("a value" for _ in range(12)) + " |",
        "",
        "```",
        "a long line of code that goes on and on " * 8,
        "```",
        "",
        LONG,
    ]
)
EVERYTHING = r"""
# A heading

**bold**, ~~struck~~, `code`, a [link](https://example.org/), @admin and ||a spoiler||.[^1]

- [x] a task
- [ ] another
  - [ ] in it

> a quote
>
> > in a quote

https://youtu.be/dQw4w9WgXcQ

[details="The whole log"]
A line.
[/details]

[^1]: A note.

"""
