"""What models read of a text: what its author says in words, and no more than they can take."""

import re

LONGEST = 512  # characters, as promised
# A spoiler is read, but not the word "Spoiler" on it; of a footnote the text, but not its number.
_LEFT_OUT = (
    "pre, code, blockquote, table, figure, img, aside, .spoiler > summary, sup, a[href^='#note-']"
)
_BLOCKS = re.compile(r"</(p|li|h[1-6]|div|summary)>|<br ?/?>")
_ADDRESS = re.compile(r"https?://\S+")
_LOG = re.compile(
    r"\s*(\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d"
    r"|\[?(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b[\]:]?\s"
    r"|Traceback |File \"|[\w.]+(Error|Exception):|at [\w.$]+\(|>|\$ |#!/)"
)


def readable(html: str, most: int = LONGEST) -> str:
    """Our own HTML as plain text, a line for each paragraph, without code, quotes, tables,
    addresses and lines of logs, up to `most` characters."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - only the worker reads

    # The element around it shows that a text without tags is no name of a file.
    parted = _BLOCKS.sub(lambda found: f"\n{found[0]}", html)
    soup = BeautifulSoup(f"<div>{parted}</div>", "html.parser")
    for element in soup.select(_LEFT_OUT):
        element.decompose()
    told = (line for line in soup.get_text().splitlines() if not _LOG.match(line))
    lines = (" ".join(_ADDRESS.sub(" ", line).split()) for line in told)
    return "\n".join(line for line in lines if line)[:most].rstrip()
