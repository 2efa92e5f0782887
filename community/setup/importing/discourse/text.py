"""What Discourse's posts say, as markdown that means the same here.

They are there as they were typed or as HTML, or both. What was typed is nearer to its author,
unless it has markup that only Discourse knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from community.setup.importing.discourse.emoji import sign_of, with_emoji
from community.setup.importing.stackexchange_text import to_markdown

Json = dict[str, Any]
UPLOADS = "/uploads/short-url/"
_FOLDS = ["pre", "ul", "ol", "table", "blockquote", "img", "details", "aside", "hr"]

_TAGS = (
    r"a|abbr|aside|b|big|blockquote|br|center|code|del|details|dl|div|em|font|h[1-6]|hr|i|iframe"
)
_TAGS += r"|img|ins|kbd|li|mark|ol|p|pre|q|ruby|s|small|span|strike|strong|sub|summary|sup|svg"
_TAGS += r"|table|u|ul|video|audio"
_ONLY_THERE = re.compile(
    rf"</?(?:{_TAGS})\b[^<>\n]{{0,500}}>"
    r"|\[/?(?:poll|date|wrap|grid|event|math|chat|spoiler|b|i|u|s|img|url|code|email)"
    r"(?:[ =][^\[\]\n]*)?\]",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\s{0,3}(?:[>\-*+] ?)*(`{3,}|~{3,})")
_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+[^`\n]*`+)")
_QUOTE = re.compile(r"^(\s*(?:> ?)*)\[quote=(?:\"([^\"\n]*)\"|([^\]\n]*))\][ \t]*$")
_OPENS = re.compile(
    r"^(\s*(?:> ?)*)(\[(?:quote|details)(?:=(?:\"[^\"\n]*\"|[^\]\n]*))?\])(?=.*\S)(.+)$"
)
_CLOSES = re.compile(r"^(\s*(?:> ?)*)(.*\S)[ \t]*(\[/(?:quote|details)\])[ \t]*$")
_POLL = re.compile(r"^\s*(?:> ?)*\[/?poll(?: [^\]\n]*)?\]\s*$")
_TITLE = r"((?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?)\s*"
_UPLOAD = re.compile(rf"(!?)\[([^\[\]\n]*)\]\((upload://[^\s()]+){_TITLE}\)")
# In a table the bar before the size is escaped.
_SIZE = re.compile(r"\\?\|(?:\d+x\d+(?:,\s*\d+%)?|attachment|video|audio|thumbnail).*$")
_LOCAL = re.compile(rf"(?<!!)\[([^\[\]\n]*)\]\((/[^\s()]*){_TITLE}\)")
# Comments of HTML, which nobody saw, and what only looks like one.
_UNSEEN = re.compile(
    r"(^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^ {0,3}(?P=fence)|.*\Z)"
    r"|(?<!`)(?P<run>`+)(?!`)[^\n]*?(?<!`)(?P=run)(?!`))"
    r"|(?P<comment><!--.*?-->|^ {0,3}<!--.*\Z)",
    re.MULTILINE | re.DOTALL,
)


def text_of(raw: str | None, cooked: str | None, url: str, polls: Sequence[Json] = ()) -> str:
    """In markdown; `url` is where the site stood, "" if nobody knows."""
    if raw and (not cooked or not _ONLY_THERE.search(_without_code(raw))):
        return from_raw(raw, url)
    return from_html(cooked or "", url, polls)


# As it was typed


def from_raw(raw: str, url: str) -> str:
    """Every line that was typed is a line; quotes lose the numbers, which are others here."""
    raw = _UNSEEN.sub(lambda found: found[1] or "", raw.replace("\r\n", "\n"))
    lines, fence = list(_apart(raw.split("\n"))), ""
    said = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        typed = line
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and line.strip().endswith(mark[1]):
            fence = ""
        elif not fence:
            typed = _line(line, url) + ("  " if line.strip() and after.strip() else "")
        said.append(typed)
    return "\n".join(said).strip("\n")


def _apart(lines: Sequence[str]) -> Iterator[str]:
    """Tags stand alone on their lines here; there a quote may be one line."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and line.strip().endswith(mark[1]):
            fence = ""
        if fence or mark or line.startswith(("    ", "\t")):
            yield line
            continue
        inner = line
        if opens := _OPENS.match(inner):
            yield opens[1] + opens[2]
            inner = opens[1] + opens[3].lstrip()
        if (closes := _CLOSES.match(inner)) and closes[2].strip(">"):
            yield closes[1] + closes[2]
            inner = closes[1] + closes[3]
        if not _POLL.match(inner):
            yield inner


def _line(line: str, url: str) -> str:
    if found := _QUOTE.match(line):
        name = (found[2] or found[3] or "").split(",")[0].strip()
        return f'{found[1]}[quote="{name}"]' if name else f"{found[1]}[quote]"
    if line.strip() in {"[/quote]", "[/details]"} or line.startswith(("    ", "\t")):
        return line
    parts = _CODE.split(line.rstrip())
    parts[::2] = [_words(part, url) for part in parts[::2]]
    return "".join(parts)


def _words(text: str, url: str) -> str:
    text = _UPLOAD.sub(lambda found: _uploaded(found, url), text)
    text = _LOCAL.sub(
        lambda found: f"[{found[1]}]({url}{found[2]}{found[3]})" if url else found[1], text
    )
    return with_emoji(text)


def _uploaded(found: re.Match[str], url: str) -> str:
    """A picture or a file; its name where nobody knows where it is."""
    name = _SIZE.sub("", found[2])
    if not url:
        return name
    return f"{found[1]}[{name}]({url}{UPLOADS}{found[3].removeprefix('upload://')}{found[4]})"


def _without_code(raw: str) -> str:
    return _CODE.sub("", _FENCED.sub("", raw))


# As HTML


def from_html(cooked: str, url: str, polls: Sequence[Json] = ()) -> str:
    """Raises nothing, whatever it is."""
    soup = BeautifulSoup(f"<div>{cooked}</div>", "html.parser")
    marks: list[str] = []
    _show_polls(soup, polls)
    for change in (_drop, _show_emoji, _open_boxes, _open_pictures, _name_code):
        change(soup)
    _make_absolute(soup, url)
    for change_marked in (_mark_quotes, _mark_folds, _mark_spoilers):
        change_marked(soup, marks)
    text = to_markdown(str(soup))
    for number, mark in enumerate(marks):
        text = text.replace(_stands_for(number), mark)
    return re.sub(r"\n(?:[> ]*\n){2,}", "\n\n", text).strip()


def _stands_for(number: int) -> str:
    """Signs that nobody writes and no markup is made of."""
    return f"\ue000{number}\ue001"


def _show_polls(soup: BeautifulSoup, polls: Sequence[Json]) -> None:
    """The options of each, with the votes where the export has them."""
    known = {str(poll.get("name")): poll for poll in polls}
    for box in soup.select("div.poll"):
        poll = known.get(str(box.get("data-poll-name") or "poll"), {})
        title = box.select_one(".poll-title")
        shown = soup.new_tag("div")
        voters = poll.get("voters")
        said = [title.get_text(" ", strip=True) if title else "Poll"]
        said += [f"({voters} voters)"] if isinstance(voters, int) else []
        shown.append(soup.new_tag("p", string=" ".join(said)))
        options = soup.new_tag("ul")
        votes = {str(row.get("id")): row.get("votes") for row in poll.get("options") or ()}
        for option in box.select("li"):
            count = votes.get(str(option.get("data-poll-option-id")))
            if isinstance(count, int):
                option.append(f": {count} vote{'s' * (count != 1)}")
            options.append(option)
        shown.append(options)
        box.replace_with(shown)


def _drop(soup: BeautifulSoup) -> None:
    for tag in soup.select("svg, script, style, .meta, .quote-controls, .lightbox .meta, a.anchor"):
        tag.decompose()
    for text in soup.find_all(string=re.compile("[\ue000\ue001]")):
        text.replace_with(re.sub("[\ue000\ue001]", "", str(text)))


def _show_emoji(soup: BeautifulSoup) -> None:
    for image in soup.select("img.emoji"):
        name = str(image.get("title") or image.get("alt") or "").strip(":")
        image.replace_with(sign_of(name.partition(":")[0]) or (f":{name}:" if name else ""))


def _open_boxes(soup: BeautifulSoup) -> None:
    """What showed another page in place is a link to it alone on its line."""
    for box in soup.select(
        "aside.onebox, div.onebox, .lazy-video-container, .youtube-onebox, iframe"
    ):
        link = box.select_one("a[href]")
        address = box.get("data-onebox-src") or (link.get("href") if link else box.get("src"))
        if box.get("data-youtube-id"):
            address = f"https://www.youtube.com/watch?v={box['data-youtube-id']}"
        box.replace_with(_linked(soup, str(address)) if address else "")


def _linked(soup: BeautifulSoup, address: str) -> Tag:
    line = soup.new_tag("p")
    line.append(soup.new_tag("a", href=address, string=address))
    return line


def _open_pictures(soup: BeautifulSoup) -> None:
    """The picture itself for the small one that led to it."""
    for link in soup.select("a.lightbox"):
        image = link.select_one("img")
        if image and link.get("href"):
            name = str(image.get("alt") or "")
            link.replace_with(soup.new_tag("img", src=str(link["href"]), alt=name))
    for image in soup.select("img[data-orig-src]"):
        image["src"] = image["data-orig-src"]


def _name_code(soup: BeautifulSoup) -> None:
    for code in soup.select("code.lang-auto, code.lang-plaintext, code.lang-nohighlight"):
        del code["class"]


def _make_absolute(soup: BeautifulSoup, url: str) -> None:
    """Where nobody knows where the site stood, words stay of what led into it."""
    for tag in soup.select(".mention, .mention-group"):
        tag.unwrap()
    for name in ("href", "src"):
        for tag in soup.select(f"[{name}]"):
            if address := _absolute(str(tag[name]), url):
                tag[name] = address
            else:
                tag.replace_with(tag.get_text() or str(tag.get("alt") or ""))


def _absolute(address: str, url: str) -> str:
    """Blank where that cannot be told."""
    address = address.replace("upload://", UPLOADS, 1)
    try:
        whole = urljoin(f"{url}/" if url else "https:", address)
        return whole if urlsplit(whole).netloc or urlsplit(whole).scheme == "mailto" else ""
    except ValueError:
        return ""


def _mark_quotes(soup: BeautifulSoup, marks: list[str]) -> None:
    for quote in soup.select("aside.quote"):
        name = re.sub(r'[",\[\]\n]', " ", str(quote.get("data-username") or "")).strip()
        for title in quote.select(":scope > .title"):
            title.decompose()
        for inner in quote.select(":scope > blockquote"):
            inner.unwrap()
        _wrap(soup, quote, f'[quote="{name}"]' if name else "[quote]", "[/quote]", marks)


def _mark_folds(soup: BeautifulSoup, marks: list[str]) -> None:
    for fold in soup.select("details"):
        summary = fold.select_one("summary")
        said = re.sub(r"[\[\]\s]+", " ", summary.get_text()).strip() if summary else ""
        if summary:
            summary.decompose()
        _wrap(soup, fold, f"[details={said}]" if said else "[details]", "[/details]", marks)


def _mark_spoilers(soup: BeautifulSoup, marks: list[str]) -> None:
    """Two bars hide words of one line; what has blocks or pictures in it folds."""
    for spoiler in soup.select(".spoiler, .spoiled"):
        if spoiler.find(_FOLDS) or len(spoiler.find_all("p")) > 1:
            _wrap(soup, spoiler, "[details=Spoiler]", "[/details]", marks)
        elif spoiler.name == "span":
            marks.append("||")
            for at in (0, len(spoiler.contents) + 1):
                spoiler.insert(at, _stands_for(len(marks) - 1))
        else:
            spoiler.name = "blockquote"
            spoiler["class"] = "spoiler"


def _wrap(soup: BeautifulSoup, tag: Tag, opens: str, closes: str, marks: list[str]) -> None:
    marks += [opens, closes]
    for at, number in ((0, len(marks) - 2), (len(tag.contents) + 1, len(marks) - 1)):
        tag.insert(at, soup.new_tag("p", string=_stands_for(number)))
    tag.name = "div"
    tag.attrs = {}
