"""Documents: see tests/architecture/world.py."""

import re

from community.search.models import Document

LEXEME = re.compile(r"'((?:[^']|'')*)'(?::(\S+))?")


def post_documents(thread):
    """Those of a thread's posts, in order."""
    found = Document.objects.filter(source="discussions.post", group_id=thread.pk)
    return found.order_by("number")


def lexemes_of(document):
    """The lexemes of a document, each with its places and weights as PostgreSQL writes them."""
    rows = Document.objects.filter(pk=document.pk).values_list("lexemes", flat=True)
    return {lexeme.replace("''", "'"): places for lexeme, places in LEXEME.findall(rows[0])}
