"""Texts: UTF-8, without signs that steer a terminal, and no page or script."""

import codecs
import re
from typing import IO

from community.discussions.uploads.checks.signatures import refuse_what_runs
from community.discussions.uploads.limits import BY_EXTENSION, TEXTS, FileType
from community.discussions.uploads.refusals import IsMarkup, NotText

_PIECE = 256 * 1024
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|script|svg|\?php)[\s>]", re.IGNORECASE)
NAMED_PAGES = 1024  # bytes in which a browser might look for a page


def check_text(file: IO[bytes], extension: str) -> FileType:
    """Return which type it is, which its name says. Raises NotText, IsMarkup, IsExecutable."""
    file.seek(0)
    head = file.read(NAMED_PAGES)
    refuse_what_runs(head)
    of = BY_EXTENSION.get(extension, TEXTS[0])
    if of.media_type != "text/markdown" and _PAGE.search(head):
        raise IsMarkup
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(_PIECE):
            if _CONTROL.search(decoder.decode(piece)):
                raise NotText
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise NotText from error
    return of
