"""Addresses of mails: who they belong to is kept as a number, and nobody gets to read them."""

import hashlib
import re

_ADDRESS = re.compile(
    r"(?:mailto:)?([\w%+-][\w.%+=&'~-]{0,63})@(?:(?:[\w-]{1,63}\.)+[\w-]{2,63}|\[[\d.]+\])",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"([\w%+-][\w.%+=-]{0,63}) at (?:[\w-]{1,63}(?:\.| dot ))+\w{2,63}")
_SAYS_WHOSE = re.compile(
    r"^[> ]*(?:(?:From|To|Cc|Bcc|Reply-To|Sender|Von|An|Kopie|De|Para|À|Da|A|Van|Aan)\s?:.*"
    r"|.*\b(?:wrote|writes|said|schrieb|schreibt|a écrit|escribió|escreveu|ha scritto|schreef)"
    r"[^:\n]{0,40}:\s*)$",
    re.MULTILINE | re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[<(\[][^<>()\[\]\n]{1,80} at [^<>()\[\]\n]{1,80}[>)\]]")
HIDDEN = r"\1 at …"


def key_of(text: str) -> int:
    """A number for an address or a mail's name, the same in every run."""
    return int.from_bytes(hashlib.sha256(text.encode(errors="replace")).digest()[:8], "big") >> 1


def hidden(text: str) -> str:
    """The text with "ana at …" for each address in it.

    Archives also spell addresses out, "ana at example.org". So does everybody who meets at a
    place, so that is looked for only in brackets and in lines that say whose words follow.
    """
    text = _ADDRESS.sub(HIDDEN, text)
    for where in (_SAYS_WHOSE, _IN_BRACKETS):
        text = where.sub(lambda found: _SPELLED.sub(HIDDEN, found[0]), text)
    return text
