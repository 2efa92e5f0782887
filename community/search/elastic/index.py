"""What the index is like, and what it is called.

    community-v1-20261130220000   an index; the number after v is VERSION
    community-v1                  the alias that is searched and written to
    community-v1-next             the alias of the one that is being filled, if there is one

So a release with another VERSION looks for another alias. Until its index is filled, PostgreSQL
answers, and processes of the release before go on with theirs.
"""

import re
from typing import Any

from django.conf import settings
from elasticsearch_dsl import Index, Keyword, Long, Mapping, Text, analyzer

VERSION = 1  # raise it with every change of what follows, or of documents.py
FIELDS = {"A": "title", "B": "place", "C": "tags", "D": "body"}  # by weight
STEMS = "_stems"

# Texts come cut and folded as PostgreSQL has them. A phrase needs to know where its words stand;
# stems are only counted.
CUT = analyzer("cut", tokenizer="whitespace")


def definition() -> dict[str, Any]:
    """Settings and mapping, as the API takes them."""
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    for name in FIELDS.values():
        mapping.field(name, Text(analyzer=CUT))
        mapping.field(f"{name}{STEMS}", Text(analyzer=CUT, index_options="freqs"))
    mapping.field("keys", Keyword())
    for name in ("id", "audience_id", "created_at"):  # the last in microseconds, as PostgreSQL's
        mapping.field(name, Long())
    index = Index(alias())
    index.settings(number_of_shards=1, auto_expand_replicas="0-1")
    index.mapping(mapping)
    return dict(index.to_dict())


def prefix() -> str:
    return f"{settings.ELASTICSEARCH_INDEX}-v"


def alias() -> str:
    return f"{prefix()}{VERSION}"


def next_alias() -> str:
    return f"{alias()}-next"


def is_ours(name: str) -> bool:
    """Whether an index is one of this site's, of any version. Another site's name may begin as
    ours does."""
    return bool(re.fullmatch(rf"{re.escape(prefix())}\d+-\d{{14,}}", name))
