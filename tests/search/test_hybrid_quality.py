"""How good hybrid search is on real questions, with what their authors linked as the truth.

    DATA=… [AI_WEIGHTS=…] pytest -m soak tests/search/test_hybrid_quality.py -s

prints recall in the first ten results and the mean reciprocal rank for docs/models.md.
"""

import os
import sys
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser

from community.accounts.models import Audience
from community.ai import tiers
from community.ai.embedding import actions, queries
from community.search import registration, statement
from community.search.analysis.vectors import vector_of
from community.search.analysis.words import words_of
from community.search.language.parsing import parse
from community.search.meaning.floor import SHARE
from community.search.meaning.neighbors import MOST
from community.search.models import Document
from community.search.registration import Source
from community.search.statement import Asked
from tests.search.corpus import entry

META = Path(os.environ.get("DATA", "/nowhere")) / "stackexchange" / "bicycles-meta"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.soak,
    pytest.mark.skipif(not META.exists(), reason="the dump of bicycles-meta is not in DATA"),
]
VISITOR = AnonymousUser()
FIRST = 10  # results
READ = 1000  # characters of a body, as search/meaning/opening.py reads


@pytest.fixture
def questions(monkeypatch):
    """By id: title and text. Each is a document that everybody may see."""
    rows = ElementTree.parse(META / "Posts.xml").getroot()
    found = {}
    for row in rows:
        if row.get("PostTypeId") == "1":
            text = BeautifulSoup(row.get("Body"), "html.parser").get_text()
            found[int(row.get("Id"))] = (row.get("Title"), text)
    for pk, (title, text) in found.items():
        one = entry(pk, title=title, body=text)
        Document.objects.create(
            pk=pk, source="toys.thing", object_id=pk, kind=one.kind, group_id=pk, title=title,
            body=text, audience_id=Audience.PUBLIC_ID, created_at=one.created_at,
            updated_at=one.updated_at, lexemes=vector_of(one),
        )  # fmt: skip
    source = Source(
        name="toys.thing", read=lambda ids: [], ids_after=lambda after, most: [],
        count=lambda: 0, ids_of_group=lambda group, after, most: [],
        visible=lambda _viewer: Document.objects.all(), show=lambda ids, viewer: {},
    )  # fmt: skip
    monkeypatch.setattr(registration._all, "sources", {"toys.thing": source})
    return found


@pytest.fixture
def truth(questions):
    """By question: those that it links to or that link to it."""
    found = defaultdict(set)
    for row in ElementTree.parse(META / "PostLinks.xml").getroot():
        one, other = int(row.get("PostId")), int(row.get("RelatedPostId"))
        if one in questions and other in questions and one != other:
            found[one].add(other)
            found[other].add(one)
    return found


def rarest(questions, title, most):
    """The words of a title that the fewest questions have, as somebody would search for them."""
    counts = Counter(word for one in questions.values() for word in {*words_of(" ".join(one))})
    words = dict.fromkeys(word for word in words_of(title) if len(word) > 2)
    kept = sorted(words, key=lambda word: counts[word])[:most]
    return " ".join(word for word in words if word in kept)


def figures(rankings, truth):
    """Recall of the linked questions among the first ten, and the mean reciprocal rank of the
    first of them (0 where none is there)."""
    recall = reciprocal = 0.0
    for pk, ranking in rankings.items():
        shown = [one for one in ranking if one != pk][:FIRST]
        hits = [rank for rank, one in enumerate(shown, 1) if one in truth[pk]]
        recall += len(hits) / len(truth[pk])
        reciprocal += 1 / hits[0] if hits else 0
    return recall / len(rankings), reciprocal / len(rankings)


def results(text, near=()):
    asked = Asked(parse(text, VISITOR), VISITOR, limit=FIRST + 1, near=near)
    return [row.object_id for row in statement.run(asked).rows]


@pytest.mark.parametrize("words", [2, 4])
@pytest.mark.parametrize("backend", ["lsa", "minilm"])
def test_hybrid_finds_more_than_words_alone(backend, words, questions, truth, settings):
    settings.AI_EMBEDDER = backend
    if tiers.chosen("embedder") is None:
        pytest.skip(f"{backend} is not installed")
    tiers.forget()
    ids = sorted(questions)
    texts = [f"{title}\n{text[:READ]}" for title, text in map(questions.get, ids)]
    if backend == "lsa":
        actions.train(texts=texts[::-1])
    model = queries.embedder()
    vectors, least = model.embed(texts), model.related_above * SHARE

    by_words, by_meaning, fused, sizes = {}, {}, {}, []
    for pk in truth:
        text = rarest(questions, questions[pk][0], words)
        similar = vectors @ model.embed([text])[0]
        near = [ids[n] for n in (-similar).argsort()[:MOST] if similar[n] >= least]
        by_words[pk], by_meaning[pk] = results(text), near
        fused[pk] = results(text, near)
        sizes.append(len(near))

    told = {"words": by_words, "meaning": by_meaning, "hybrid": fused}
    found = {name: figures(rankings, truth) for name, rankings in told.items()}
    lines = [f"{backend}, {words} words, {len(truth)} queries, {sum(sizes) / len(sizes):.0f} near"]
    for name, (recall, reciprocal) in found.items():
        lines.append(f"  {name:8} recall@10 {recall:.3f}  MRR {reciprocal:.3f}")
    sys.stdout.write("\n".join(["", *lines, ""]))
    assert found["hybrid"][0] > found["words"][0]
