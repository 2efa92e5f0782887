"""Member text to HTML: raw HTML off, then an allow-list. Stored beside its source with VERSION.

Raise VERSION whenever the same source would come out differently, so that old rows can be found.
"""

from community.kernel.markdown.clean import leads_somewhere
from community.kernel.markdown.files import File
from community.kernel.markdown.limits import LONGEST, TooMuch
from community.kernel.markdown.pipeline import (
    VERSION,
    Known,
    Preview,
    Quoted,
    Rendering,
    render,
    rendering,
)
from community.kernel.markdown.words import in_language

__all__ = [
    "LONGEST",
    "VERSION",
    "File",
    "Known",
    "Preview",
    "Quoted",
    "Rendering",
    "TooMuch",
    "in_language",
    "leads_somewhere",
    "render",
    "rendering",
]
