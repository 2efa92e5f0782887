"""Which language a text is written in: said by its author, or by where it comes from."""

import re

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.kernel import languages
from community.kernel.errors import RuleViolation

LONGEST = 16  # characters of a code
TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")  # what other sites call a language (BCP 47)
WRITTEN_IN = {  # other sites give the region of Chinese, and we the script
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
}


class NoSuchLanguage(RuleViolation):
    """The language of a text is none of those that can be chosen."""

    code = "no_such_language"
    title = _("Unknown language")
    message = _("Choose one of the listed languages.")


def chosen(code: str, *, now: str = "") -> str:
    """The code, if it can be chosen, or is what is there now. Raises NoSuchLanguage."""
    if code not in {"", now, *languages.codes()}:
        raise NoSuchLanguage
    return code


def language_of_new(by: User, code: str | None = None) -> str:
    """What a new post is written in: what was chosen, else its author's language, else the site's.
    Raises NoSuchLanguage."""
    if code is None:
        return by.language if by.language in languages.codes() else settings.LANGUAGE_CODE
    return chosen(code)


def language_from(said: str) -> str:
    """A language as another site calls it, such as `pt_BR`, by its code here; empty if it is none.

    It need not be one that can be chosen here: what a text is written in does not change.
    """
    tag = said.strip().lower().replace("_", "-")
    tag = WRITTEN_IN.get(tag, tag)
    if len(tag) > LONGEST or not TAG.fullmatch(tag):
        return ""
    parts = tag.split("-")
    shorter = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((code for code in shorter if code in languages.codes()), tag)
