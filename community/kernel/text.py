"""One way to fold text, for names, tags and prefixes: what looks the same is the same."""

import hashlib
import re
import unicodedata

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
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    letters = (c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", "".join(letters)).split())


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
