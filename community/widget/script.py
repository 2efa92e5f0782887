"""The script, in the order in which its files are joined."""

import hashlib
from functools import cache

from django.conf import settings

FOLDER = settings.BASE_DIR / "static" / "js" / "widget"
FILES = ("style.js", "dom.js", "server.js", "form.js", "list.js", "panel.js", "widget.js")


@cache
def script() -> tuple[bytes, str]:
    """Its bytes, and their ETag. It is the same for all sites and in all languages."""
    parts = [(FOLDER / name).read_text() for name in FILES]
    whole = '(() => {\n"use strict";\n' + "".join(parts) + "})();\n"
    body = whole.encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'
