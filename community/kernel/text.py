"""One way to fold text, for names, tags and prefixes: what looks the same is the same."""

import hashlib
import re
import sys
import unicodedata
from functools import cache

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from community.kernel.errors import RuleViolation
from community.kernel.languages import Text

# Characters that show nothing: selectors, fillers, joiners that change no letter (Unicode's
# default-ignorable ones that are not of the category Cf), and blanks that are no white space.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\ufff0-\ufff8\U0001d159\U000e0000-\U000e0fff]"
)
# What turns the text around it, or is there for machines: no title has use for it.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufff9-\ufffb]")

MOST_NUMBER = 10**18 - 1  # of an id; what a column of 64 bits holds, and no digit more to read
MOST_SMALL = 10**9 - 1  # of what a column of 32 bits holds: a post's number, a version


class NotText(RuleViolation):
    code = "not_text"
    title = _("Invalid characters")
    message = _("The text contains a character that cannot be saved. Remove it and try again.")


def in_english(text: Text) -> str:
    """As the text is written in the code, whatever the reader's language: the API's reference and
    names made of labels are the same for everybody."""
    with translation.override(None):
        return str(text)


def is_storable(text: str) -> bool:
    """Whether the database can keep it: no NUL, no half of a pair."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def storable(text: str) -> str:
    """Return `text` if the database can keep it. Raises NotText."""
    if not is_storable(text):
        raise NotText
    return text


def shows_nothing(sign: str) -> bool:
    """Whether a character leaves no trace on the page."""
    return unicodedata.category(sign) in {"Cc", "Cf"} or bool(_UNSEEN.match(sign))


def one_line(text: str) -> str:
    """A title or name on one line, without control characters and what overrides direction."""
    words = " ".join(_TURNING.sub("", text).split())
    return "".join(sign for sign in words if unicodedata.category(sign) != "Cc")


def may_name(sign: str) -> bool:
    """Whether a character may stand in a member's name."""
    letter = sign.isalnum() or sign in "._-" or unicodedata.category(sign) in {"Mn", "Mc"}
    return letter and not shows_nothing(sign)


def is_blank(text: str) -> bool:
    """Whether there is nothing to be seen in it."""
    return all(sign.isspace() or shows_nothing(sign) for sign in text)


def mixes_scripts(name: str) -> bool:
    """Whether Latin letters stand beside Cyrillic or Greek ones that look the same."""
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in name if sign.isalpha()}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"})


def fold(text: str) -> str:
    """Return `text` without width, case and marks: "Rónán" and "ronan" fold alike.

    Compatibility forms are taken apart (NFKC), case is folded, combining marks and what shows
    nothing are dropped, and runs of white space become one space.
    """
    if text.isascii():  # nothing of that is in it
        return " ".join(text.casefold().split())
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    letters = (c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", "".join(letters)).split())


# Scripts that are written without spaces between words, or whose words take endings without one:
# Han with its marks, kana, Hangul, bopomofo, Yi; Thai, Lao, Myanmar, Khmer.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0eda\u0edc-\u0edf\u1000-\u103f\u1050-\u109f\u1100-\u11ff"
    "\u1780-\u17d3\u17dc\u3005-\u3007\u3021-\u302f\u3031-\u3035\u3038-\u303c\u3041-\u3096"
    "\u3099-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\ua48c\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U000323af"
)
# Inside of a word they show nothing: soft hyphens, joiners, blanks without width.
_WITHIN_WORDS = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_ASCII_WORDS = re.compile("[a-z0-9]+")


@cache
def _words() -> re.Pattern[str]:
    """A run of an unspaced script, or one of letters, digits and the marks that some scripts write
    vowels with. Made when it is first needed: the marks are looked up among all characters."""
    signs = map(chr, range(0x300, min(sys.maxunicode, 0x1FFFF)))
    marks = "".join(sign for sign in signs if unicodedata.category(sign) in {"Mn", "Mc"})
    unspaced, letter = f"[{_UNSPACED}]", rf"(?![{_UNSPACED}])[^\W_]"
    return re.compile(f"({unspaced}+)|({letter}(?:{letter}|[{marks}])*)")


_UNSPACED_SIGN = re.compile(f"[{_UNSPACED}]")


def is_unspaced(sign: str) -> bool:
    """Whether a character is of a script whose runs `cut` cuts into pairs."""
    return bool(_UNSPACED_SIGN.match(sign))


def cut(folded: str, *, is_typed: bool = False) -> list[str]:
    """The words of a folded text, in order, for documents and for what is typed to find them.

    Words are runs of letters and digits. A run of Chinese, Japanese, Korean or another unspaced
    script is cut into its pairs of neighbours and its last character alone, so whatever stands in
    it is found: a longer piece by its pairs in a row, one character by what begins with it. What
    `is_typed` is such a piece, which may go on in the document: the last character alone is left
    out at its end.
    """
    if folded.isascii():
        return _ASCII_WORDS.findall(folded)
    words: list[str] = []
    run = ""
    for run, word in _words().findall(_WITHIN_WORDS.sub("", folded)):
        if word:
            words.append(word)
        else:
            words += [run[at : at + 2] for at in range(len(run))]
    if is_typed and len(run) > 1:
        words.pop()
    return words


def number(said: str, *, most: int = MOST_NUMBER) -> int | None:
    """The number that was written, in the digits 0 to 9 alone, if it is no greater than `most`."""
    is_plain = said.isascii() and said.isdecimal() and len(said) <= len(str(most))
    return int(said) if is_plain and int(said) <= most else None


def number_of(text: str) -> int:
    """A number that stands for a text, the same on every machine and in every run: 63 bits."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def slug(title: str) -> str:
    """Return what stands for a title in its address, at most 60 characters, never empty."""
    short = slugify(title, allow_unicode=True)[:60].strip("-_")
    return short or "-"


def initials(name: str) -> str:
    """One or two letters that stand for a person who has no picture."""
    words = [word for word in name.replace("_", " ").replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"
