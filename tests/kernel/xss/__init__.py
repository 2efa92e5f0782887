"""What members with bad intentions may type: one attempt a line, `\\n` for a line break.

All of them were thought up for this product; each runs `alert` or asks for bad.example if it works.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


def _lines() -> list[str]:
    texts = [path.read_text() for path in sorted(FOLDER.glob("*.txt"))]
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    return [line.replace("\\n", "\n").replace("\\0", "\x00").replace("\\t", "\t") for line in lines]


LONG = [
    "<" * 3000 + "script>alert(1)</script>",
    "[" * 2000 + "x](javascript:alert(1))",
    "<b " + "a=1 " * 2000 + "onclick=alert(1)>x",
    "[x](java" + "\t" * 1000 + "script:alert(1))",
    "> " * 200 + "<script>alert(1)</script>",
    '[quote="' + "<img src=x onerror=alert(1)>" * 10 + '"]\nx\n[/quote]',
    "[details=" + "a" * 280 + "<script>alert(1)</script>]\nx\n[/details]",
    "||" * 40 + "<img src=x onerror=alert(1)>" + "||" * 40,
    "@" + "a" * 55 + "<svg/onload=alert(1)>",
    "https://e.example/" + "a" * 1900 + '"onmouseover="alert(1)',
]

ATTACKS = [line.replace("\x00", "\ufffd") for line in _lines()] + LONG
