"""Addresses of mails: who they belong to is kept as a number, and nobody gets to read them."""

import hashlib
import re

_ADDRESS = re.compile(
    r"(?:mailto:)?([\w%+-][\w.%+=&'~-]{0,63})@(?:\n[> ]*)?"
    r"(?:(?:[\w-]{1,63}\.)+[\w-]{2,63}|\[[\d.]+\])",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"([\w%+-][\w.%+=-]{0,63}) at (?:[\w-]{1,63}(?:\.| dot ))+\w{2,63}")
_SAYS_WHOSE = re.compile(
    r"^[> ]*+(?:(?:From|To|Cc|Bcc|Reply-To|Sender|Von|An|Kopie|De|Para|À|Da|A|Van|Aan)\s?:.*"
    r"|.*(?:\n[> ]*+)?\b"
    r"(?:wrote|writes|said|schrieb|schreibt|a écrit|escribió|escreveu|ha scritto|schreef)"
    r"[^:\n]{0,40}:\s*)$",
    re.MULTILINE | re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[<(\[][^<>()\[\]\n]{1,80} at [^<>()\[\]\n]{1,80}[>)\]]")
_IN_TWO_LINES = re.compile(r"<([^<>()\[\]\n]{1,80})\n[> ]*([^<>()\[\]\n]{1,80})>")
# "ana at example dot org", "ana (at) example.org": nobody writes so but to tell an address.
_AT = r"(?: *[\[({<] *(?:at|@) *[\])}>] *| +at +| *@ *)(?!(?:the|a|an|this|that|one|each|any)\b)"
_DOT = r"(?: *[\[({<] *(?:dot|\.) *[\])}>] *| +dot +)"
_LOCAL = r"(?<![\w.%+=-])([\w%+-][\w.%+=-]{0,63})"
_DISGUISED = re.compile(
    rf"{_LOCAL}{_AT}[\w-]{{1,63}}(?:(?:\.|{_DOT})[\w-]{{1,63}}){{0,4}}?{_DOT}"
    r"(?:com|org|net|edu|gov|info|[a-z]{2})\b"
    rf"|{_LOCAL} *[\[({{<] *(?:at|@) *[\])}}>] *(?:[\w-]{{1,63}}\.)+\w{{2,63}}",
    re.IGNORECASE,
)
_MAY_BE_DISGUISED = re.compile(r"\bdot\b|[\[({<] *(?:at|@|\.) *[\])}>]", re.IGNORECASE)
HIDDEN = r"\1 at …"


def key_of(text: str) -> int:
    """A number for an address or a mail's name, the same in every run."""
    return int.from_bytes(hashlib.sha256(text.encode(errors="replace")).digest()[:8], "big") >> 1


def hidden(text: str) -> str:
    """The text with "ana at …" for each address in it, also for one that goes on in a second line.

    Archives also spell addresses out, "ana at example.org". So does everybody who meets at a
    place, so that is looked for only in brackets and in lines that say whose words follow.
    """
    text = _ADDRESS.sub(HIDDEN, _IN_TWO_LINES.sub(_joined, text))
    if _MAY_BE_DISGUISED.search(text):
        text = _DISGUISED.sub(_hidden, text)
    for where in (_SAYS_WHOSE, _IN_BRACKETS):
        text = where.sub(lambda found: _SPELLED.sub(HIDDEN, found[0]), text)
    return text


def hidden_in_name(name: str) -> str:
    """The same for what stands as a name: there nobody meets at a place."""
    return _SPELLED.sub(HIDDEN, hidden(name))


def _hidden(found: re.Match[str]) -> str:
    return f"{found[1] or found[2]} at …"


def _joined(found: re.Match[str]) -> str:
    """On one line if that makes an address of it."""
    for between in ("", " "):
        whole = between.join(found.groups())
        if _ADDRESS.search(whole) or _SPELLED.search(whole):
            return f"<{whole}>"
    return found[0]
