"""Documents and recent searches: see tests/architecture/world.py."""

import re

from django.utils import timezone

from community.kernel.operations.roles import OWNER
from community.search.log.recent import RecentSearch, note, recent_searches
from community.search.models import Document, SearchCount
from tests.architecture.world import makes

LEXEME = re.compile(r"'((?:[^']|'')*)'(?::(\S+))?")
PARAMETERS = {
    "admin search.document": [1], "admin search.outdated": [1], "admin search.searchcount": [1],
    "query": ["pair"], "title": ["How do I pair it?"], "page": [1], "word": ["topic"],
}  # fmt: skip


@makes(RecentSearch, visible_to=OWNER)
def recent_search(world):
    note(world.owner, f"How to {world.word} {world.number()}")
    return recent_searches(world.owner)[0]


def grow(world):
    recent_search(world)
    said = f"how to {world.word} {world.number()}"
    SearchCount.objects.create(day=timezone.localdate(), query=said, searches_count=1)


def post_documents(thread):
    """Those of a thread's posts, in order."""
    found = Document.objects.filter(source="discussions.post", group_id=thread.pk)
    return found.order_by("number")


def lexemes_of(document):
    """The lexemes of a document, each with its places and weights as PostgreSQL writes them."""
    rows = Document.objects.filter(pk=document.pk).values_list("lexemes", flat=True)
    return {lexeme.replace("''", "'"): places for lexeme, places in LEXEME.findall(rows[0])}
