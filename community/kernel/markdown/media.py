"""A link alone on its line becomes what it leads to: a film, a sound, or a frame on demand; one
that is a paragraph of its own, a preview of its page."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token

from community.kernel.embeds import LONGEST, framed, media_tag
from community.kernel.markdown.files import player

MOST = 50  # in one text; the rest stay links
MOST_PREVIEWS = 10
_BREAKS = {"softbreak", "hardbreak"}


def place_media(state: StateCore) -> None:
    """Split paragraphs around such lines. What the frames load is remembered in the env: nothing
    else passes the allow-list."""
    state.env["frames"], state.env["links"], state.env["previews"] = set(), {}, {}
    tokens: list[Token] = []
    after = 0  # the next token that was not moved yet
    for at, token in enumerate(state.tokens):
        if at < 1 or token.type != "inline" or state.tokens[at - 1].type != "paragraph_open":
            continue
        if state.tokens[at - 1].hidden:
            continue
        if "://" not in token.content and "/files/" not in token.content:
            continue
        parts = list(_parts(token.children or [], state))
        if state.tokens[at - 1].level == 0 and (page := _previewed(parts, state)):
            parts = [page]
        if any(isinstance(part, Token) for part in parts):
            tokens += state.tokens[after : at - 1]
            for part in parts:
                tokens += [part] if isinstance(part, Token) else _paragraph(part, token)
            after = at + 2
    state.tokens = tokens + state.tokens[after:]


def _parts(children: list[Token], state: StateCore) -> Iterator[Token | list[Token]]:
    """Lines in a row as they were, and a token of its own for each that is media."""
    kept: list[Token] = []
    for line in _lines(children):
        if media := _media(line, state):
            if kept:
                yield kept
                kept = []
            yield media
        else:
            kept += [Token("softbreak", "br", 0), *line] if kept else line
    if kept:
        yield kept


def _lines(children: list[Token]) -> Iterator[list[Token]]:
    line: list[Token] = []
    for child in children:
        if child.type in _BREAKS and child.level == 0:
            yield line
            line = [] if child.type == "softbreak" else [child]
        else:
            line.append(child)
    yield line


def _bare_link(line: list[Token]) -> str:
    """The address that was typed as such, if there is nothing else."""
    seen = [token for token in line if token.type != "text" or token.content.strip()]
    if [token.type for token in seen] != ["link_open", "text", "link_close"] or seen[0].level:
        return ""
    return str(seen[0].attrs["href"]) if seen[0].info == "auto" else ""


def _media(line: list[Token], state: StateCore) -> Token | None:
    seen = [token for token in line if token.type != "text" or token.content.strip()]
    if [token.type for token in seen] == ["image"]:
        return player(seen[0])
    if not (url := _bare_link(line)) or len(state.env["links"]) >= MOST:
        return None
    if tag := media_tag(url):
        return Token("media", "", 0, block=True, meta={"tag": tag, "url": url})
    if found := framed(url):
        state.env["frames"].add(found.frame)
        state.env["links"][url] = found.provider.name
        meta = {"url": url, "frame": found.frame, "label": found.provider.label}
        return Token("embed", "", 0, block=True, meta=meta)
    return None


def _previewed(parts: list[Token | list[Token]], state: StateCore) -> Token | None:
    """The paragraph as what may become a preview, if a link is all that it has."""
    if len(parts) != 1 or isinstance(parts[0], Token) or not (url := _bare_link(parts[0])):
        return None
    host, previews = urlsplit(url).hostname or "", state.env["previews"]
    if not url.startswith(("http://", "https://")) or "." not in host or len(url) > LONGEST:
        return None
    if url not in previews and len(previews) >= MOST_PREVIEWS:
        return None
    previews[url] = host.removeprefix("www.")
    return Token("preview", "", 0, block=True, children=parts[0], meta={"url": url})


def _paragraph(children: list[Token], inline: Token) -> list[Token]:
    while children and children[0].type in _BREAKS:
        children = children[1:]
    copy = Token("inline", "", 0, content=inline.content, children=children, block=True)
    opening = Token("paragraph_open", "p", 1, block=True)
    return [opening, copy, Token("paragraph_close", "p", -1, block=True)]
