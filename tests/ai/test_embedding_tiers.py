"""What all embedders promise, whichever is there."""

from pathlib import Path

import numpy as np
import pytest

from community.ai.embedding import lsa, minilm, server
from community.ai.protocols import Embedder
from community.kernel.errors import Unavailable
from tests.ai import tiny_bert
from tests.ai.openai_server import EMBEDDING_MODEL, OpenAIServer

WORDS = {
    "bike": ("my bike has a chain that slips", "the chain of my bike slips", "bike with chain"),
    "bread": ("this dough for bread is wet", "bake bread with wet dough", "wet dough"),
    "tent": ("rain gets into every tent", "tent, rain gets inside", "a tent in rain"),
}
TRAINED_ON = [f"{text} {number}" for texts in WORDS.values() for text in texts for number in "1234"]
WITHOUT_WORDS = ["", "   ", "🎉🎉", "?!… —"]


@pytest.fixture(scope="module")
def trained() -> bytes:
    return lsa.trained(TRAINED_ON) or b""


@pytest.fixture(params=["minilm", "lsa", "server"])
def embedder(request: pytest.FixtureRequest, tmp_path: Path, trained: bytes) -> Embedder:
    if request.param == "minilm":
        return minilm.MiniLM(tiny_bert.write(tmp_path / "tiny"))
    if request.param == "lsa":
        return lsa.load(trained)
    request.getfixturevalue("openai_server")
    return server.make()


def test_rows_of_length_1_in_the_order_of_the_texts(embedder: Embedder):
    texts = ["the bike", "dough " * 40, "tent", "rain " * 10, "a chain", "bread and rain"]

    found = embedder.embed(texts)

    assert found.shape == (6, embedder.dimensions)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    for row, text in zip(found, texts, strict=True):
        assert row == pytest.approx(embedder.embed([text])[0], abs=1e-5)
    assert embedder.embed([]).shape == (0, embedder.dimensions)
    assert all(0 < len(name) <= 40 for name in (embedder.backend, embedder.version))
    assert 0 < embedder.related_above < 1


def test_a_text_without_words_is_zeros_among_others(embedder: Embedder):
    found = embedder.embed([*WITHOUT_WORDS, "the bike", *WITHOUT_WORDS])

    at = len(WITHOUT_WORDS)
    assert not np.delete(found, at, axis=0).any()
    assert np.linalg.norm(found[at]) == pytest.approx(1, abs=1e-5)


def test_long_and_odd_texts_are_taken(embedder: Embedder):
    texts = ["bike " * 2000, "b" * 10_000, "the bike 🎉 漢字 \x00 \ud7ff", "bike\n\n\tchain"]

    found = embedder.embed(texts)

    assert np.isfinite(found).all()
    assert np.linalg.norm(found, axis=1)[[0, 2, 3]] == pytest.approx(np.ones(3), abs=1e-5)


def test_a_paraphrase_is_nearer_than_another_subject(trained: bytes):
    """Of MiniLM, test_embedding_golden.py; the server of tests knows no meaning."""
    embedder = lsa.load(trained)
    for subject, (text, paraphrase, _) in WORDS.items():
        others = [texts[0] for name, texts in WORDS.items() if name != subject]

        first, second, *rest = embedder.embed([text, paraphrase, *others])

        assert all(first @ second > first @ other for other in rest)


# -- the server alone ----------------------------------------------------------------------------
def test_a_server_is_asked_in_batches_without_what_has_no_words(openai_server: OpenAIServer):
    model = server.make()

    found = model.embed(["the bike", *WITHOUT_WORDS] * 70)

    sizes = [len(body["input"]) for _, body in openai_server.asked]
    assert sizes == [1, 64, 6]  # the first one is for the dimensions
    assert (np.linalg.norm(found, axis=1) > 0).sum() == 70
    assert model.version == EMBEDDING_MODEL


def test_vectors_of_a_server_are_brought_to_length_1(openai_server: OpenAIServer):
    model = server.make()
    assert model.dimensions == 8
    openai_server.fail_next(answer([3.0, 4.0, *[0.0] * 6]))

    [found] = model.embed(["the bike"])

    assert found.tolist() == pytest.approx([0.6, 0.8, *[0] * 6])


def test_another_model_behind_the_same_name_is_noticed(openai_server: OpenAIServer):
    model = server.make()
    model.embed(["the bike"])
    openai_server.fail_next(answer([1.0, 0.0]))

    with pytest.raises(Unavailable, match="not of 8 numbers"):
        model.embed(["the bike"])


def test_a_server_that_fails_makes_no_vectors(openai_server: OpenAIServer):
    openai_server.fail_next(500, 500)
    model = server.make()

    with pytest.raises(Unavailable):
        model.embed(["the bike"])

    assert model.embed(["the bike"]).any()


def test_a_long_name_of_a_model_is_a_version_of_its_own():
    names = [f"registry/{'long' * 12}:{size}" for size in ("7b", "13b")]

    versions = {server.Server(name).version for name in names}

    assert len(versions) == 2
    assert all(len(version) == 40 for version in versions)


def answer(vector: list[float]) -> bytes:
    return f'{{"data": [{{"index": 0, "embedding": {vector}}}]}}'.encode()
