"""The few words that are ours in a text's HTML: what a quotation, a table or a footnote is called.

They are stored with the text, in English, and are put into the reader's language where it is shown.
"""

import re

from django.utils.html import escape
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.kernel.languages import SOURCE, Text
from community.kernel.markdown.files import sizes_in_language


def _ours(before: str, words: str, text: Text) -> tuple[re.Pattern[str], Text]:
    """Where the words are. What stands before them begins with a tag: no text has a "<"."""
    return re.compile(rf'({before}){words}(?=["<])'), text


_SUMMARY, _CITE = r'<details class="{}"><summary>', r"<cite>(?:<a [^>]*>)?"
_WORDS = [  # no translation: what stands in the HTML
    _ours(r'<div class="scroll" [^>]*aria-label="', "Table", pgettext_lazy("noun", "Table")),
    _ours(r'<input [^>]*aria-label="', "Done", pgettext_lazy("a task", "Done")),
    _ours(r'<input [^>]*aria-label="', "To do", pgettext_lazy("a task", "To do")),
    _ours(r'<a href="#note-[^>]*aria-label="', "Footnote (?P<name>[0-9]+)", _("Footnote %(name)s")),
    _ours(r'<a href="#note-[^>]*aria-label="', "Back to the text", _("Back to the text")),
    _ours(_SUMMARY.format("spoiler"), "Spoiler", pgettext_lazy("noun", "Spoiler")),
    _ours(_SUMMARY.format("fold"), "Details", pgettext_lazy("noun", "Details")),
    _ours(_CITE, "Quoted", pgettext_lazy("a post", "Quoted")),
    _ours(_CITE, "(?P<name>[^<]+) wrote", _("%(name)s wrote")),
]


def in_language(html: str) -> str:
    """The HTML of a text, with our words in the language of whoever reads it."""
    if get_language() in {None, SOURCE}:
        return html
    for pattern, text in _WORDS:
        said = escape(text)
        html = pattern.sub(lambda found, said=said: found[1] + said % found.groupdict(), html)  # type: ignore[misc]
    return sizes_in_language(html)
