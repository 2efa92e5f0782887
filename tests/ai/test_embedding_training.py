"""The embedder that is trained on the site's own texts, and which embedder is there."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from community.ai import tiers
from community.ai.embedding import lsa
from community.ai.embedding.actions import needs_training, train
from community.ai.embedding.queries import embedder
from community.ai.models import TrainedModel
from tests.ai import tiny_bert

SUBJECTS = ["brakes squeal in the rain", "a flat tire on the road", "lights for the night"]
TEXTS = [f"{subject} number{at}" for at in range(10) for subject in SUBJECTS]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_installed(settings: Any, tmp_path: Path):
    settings.AI_WEIGHTS = str(tmp_path / "weights")
    settings.AI_EMBEDDER = "auto"
    tiers.forget()
    yield
    tiers.forget()


def test_until_it_is_trained_there_is_none():
    assert embedder() is None
    assert needs_training(20)
    assert not needs_training(19)


def test_what_is_loaded_gives_the_vectors_of_what_was_trained():
    trained = lsa.load(lsa.trained(TEXTS) or b"")

    row = train(texts=TEXTS)

    found = embedder()
    assert row
    assert found
    assert (found.backend, found.version) == ("lsa", row.version) == (row.backend, trained.version)
    assert np.array_equal(found.embed(TEXTS), trained.embed(TEXTS))
    assert row.rows_count == 30
    assert row.figures["dimensions"] == found.dimensions == 29
    assert 0.5 < row.figures["kept"] <= 1


def test_training_again_with_the_same_texts_changes_no_version():
    first = train(texts=TEXTS)
    second = train(texts=TEXTS)

    assert first
    assert second
    assert first.version == second.version
    assert TrainedModel.objects.count() == 1


def test_after_a_training_the_new_one_is_there(django_assert_num_queries: Any):
    train(texts=TEXTS)
    before = embedder()
    with django_assert_num_queries(1):
        assert embedder() is before

    row = train(texts=[*TEXTS, *TEXTS, "a bell that rings"])

    after = embedder()
    assert row
    assert before
    assert after
    assert after.version == row.version != before.version


@pytest.mark.parametrize("texts", [TEXTS[:19], [""] * 30, [f"x{chr(97 + n)}" for n in range(20)]])
def test_too_few_texts_and_texts_without_anything_in_common_train_nothing(texts: list[str]):
    train(texts=TEXTS)
    before = TrainedModel.objects.get()

    assert train(texts=texts) is None

    assert TrainedModel.objects.get().version == before.version


def test_texts_that_are_all_the_same_can_be_trained_with():
    train(texts=["brakes squeal"] * 25)

    found = embedder()
    assert found
    assert np.isfinite(found.embed(["brakes squeal", "lights"])).all()


def test_it_is_trained_again_when_there_are_half_as_many_more():
    train(texts=TEXTS)

    assert not needs_training(44)
    assert needs_training(45)


def test_one_that_cannot_be_read_is_trained_again(caplog: pytest.LogCaptureFixture):
    train(texts=TEXTS)
    TrainedModel.objects.update(payload=b"PK\x03\x04 damaged", version="damaged")

    assert embedder() is None
    assert "cannot be read" in caplog.text
    assert needs_training(30)

    train(texts=TEXTS)
    assert embedder()
    assert not needs_training(30)


def test_words_that_no_text_had_are_zeros():
    train(texts=TEXTS)

    found = embedder()
    assert found
    assert not found.embed(["zyx qqq"]).any()


def test_a_model_holds_arrays_alone_and_no_word():
    payload = lsa.trained([*TEXTS, "correcthorse battery", "correcthorse staple"])

    assert payload
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        contents = b"".join(archive.read(name) for name in archive.namelist())
    assert b"correcthorse" not in contents
    with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
        assert {array.dtype.kind for array in arrays.values()} == {"i", "f"}


def test_a_stored_pickle_is_not_run(tmp_path: Path):
    file = io.BytesIO()
    np.savez(file, words=np.array([Path(tmp_path)], dtype=object))

    with pytest.raises(ValueError, match="allow_pickle"):
        lsa.load(file.getvalue())


def test_a_model_is_no_larger_than_its_limits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lsa, "PARTS", (("word", (1, 2), 10, 1.0), ("char_wb", (3, 5), 20, 0.7)))
    monkeypatch.setattr(lsa, "DIMENSIONS", 4)

    payload = lsa.trained(TEXTS)

    assert payload
    model = lsa.load(payload)
    assert model.dimensions == 4
    assert model.figures["features"] == 30


def test_weights_are_used_where_they_are(settings: Any):
    train(texts=TEXTS)
    tiny_bert.write(Path(settings.AI_WEIGHTS) / tiers.MINILM)

    found = embedder()

    assert found
    assert found.backend == "minilm"
    assert embedder() is found
    assert not needs_training(1000)


def test_broken_weights_leave_the_trained_one(settings: Any):
    tiny_bert.write(Path(settings.AI_WEIGHTS) / tiers.MINILM)
    (Path(settings.AI_WEIGHTS) / tiers.MINILM / "model.safetensors").write_bytes(b"broken")

    assert embedder() is None  # it is not trained yet

    assert needs_training(30)
    train(texts=TEXTS)
    assert (found := embedder())
    assert found.backend == "lsa"
    train(texts=[*TEXTS, "a bell that rings"])
    assert (after := embedder())
    assert after.version != found.version


def test_off_is_off(settings: Any):
    train(texts=TEXTS)
    settings.AI_EMBEDDER = "off"

    assert embedder() is None
    assert not needs_training(1000)
