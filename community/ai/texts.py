"""What models read of a text: what its author says in words, and no more than they can take."""

import re

from bs4 import BeautifulSoup

LONGEST = 512  # characters, as promised
_LEFT_OUT = ["pre", "code", "blockquote", "table", "figure", "img", "aside"]
_BLOCKS = re.compile(r"</(p|li|h[1-6]|div)>|<br ?/?>")
_LOG = re.compile(
    r"^\s*(\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d"
    r"|Traceback |File \"|at [\w.$]+\(|>|\$ |#!/)"
)


def readable(html: str, most: int = LONGEST) -> str:
    """Our own HTML as plain text, without code, quotes and lines of logs, up to `most`
    characters."""
    soup = BeautifulSoup(_BLOCKS.sub(lambda found: f"\n{found[0]}", html), "html.parser")
    for element in soup(_LEFT_OUT):
        element.decompose()
    lines = (line.strip() for line in soup.get_text().splitlines() if not _LOG.match(line))
    return "\n".join(line for line in lines if line)[:most].rstrip()
