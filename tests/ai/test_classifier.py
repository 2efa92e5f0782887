"""The linear classifier: how it is trained, stored and measured, and when it says nothing."""

import io
import random

import numpy as np
import pytest

from community.ai.classification.linear import NEVER, load, version_of
from community.ai.classification.training import fit, measured
from tests.ai.labelled_rows import rows

OTHERS = rows(each=30, seed=2)
TEXTS = [text for text, _ in OTHERS]


@pytest.fixture(scope="module")
def fitted():
    return fit(rows())


def test_it_learns_what_the_labels_have_in_common(fitted):
    found = measured(fitted.classifier, OTHERS, "billing")
    assert found["accuracy"] > 0.95 > found["baseline"] == 0.3333
    assert found["macro_f1"] > 0.95 > found["baseline_macro_f1"]
    assert found["precision"] >= 0.9


def test_the_figures_are_of_rows_that_were_held_out():
    noise = random.Random(1)
    meaningless = [(f"{noise.random()}", noise.choice(["a", "b"])) for _ in range(300)]
    figures = fit(meaningless).figures
    assert figures["held_out"] == 300
    assert figures["accuracy"] < 0.65  # it would be 1 on the rows that it was trained on


def test_what_is_stored_gives_the_same_answers(fitted):
    loaded = load(fitted.payload)
    assert loaded.classify(TEXTS) == fitted.classifier.classify(TEXTS)
    assert loaded.version == fitted.classifier.version == version_of(fitted.payload)
    assert loaded.labels == ["billing", "display", "sensors"]


def test_what_is_stored_has_no_pickle_and_another_format_is_refused(fitted):
    with np.load(io.BytesIO(fitted.payload), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    assert all(array.dtype != object for array in arrays.values())
    told = arrays["told"].tobytes().replace(b'"format": 1', b'"format": 0')
    arrays["told"] = np.frombuffer(told, dtype=np.uint8)
    file = io.BytesIO()
    np.savez(file, **arrays)
    with pytest.raises(ValueError, match="another format"):
        load(file.getvalue())


def test_a_pickle_in_its_place_is_not_read():
    file = io.BytesIO()
    np.savez(file, told=np.array([{"format": 1}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load(file.getvalue())


def test_the_same_rows_in_another_order_give_the_same_model(fitted):
    mixed = rows()
    random.Random(3).shuffle(mixed)
    assert fit(mixed).payload == fitted.payload
    assert fit(mixed[1:]).classifier.version != fitted.classifier.version


def test_two_labels_are_told_apart_in_both_directions():
    model = fit(rows(labels=("billing", "display"))).classifier
    said = model.classify(["refund the invoice", "the chart has another font"])
    assert [one.label for one in said] == ["billing", "display"]
    assert all(0.5 <= one.confidence <= 1 for one in said)


def test_below_the_floor_nothing_is_said(fitted):
    model = load(fitted.payload)
    [sure] = model.classify(["calibrate the sensor probe"])
    model.floor = sure.confidence
    assert model.classify(["calibrate the sensor probe"])[0].label == "sensors"
    model.floor = np.nextafter(sure.confidence, 1)
    [unsure] = model.classify(["calibrate the sensor probe"])
    assert unsure.label is None
    assert unsure.confidence == sure.confidence


def test_texts_without_a_known_word_have_no_label(fitted):
    for found in fitted.classifier.classify(["", " \n", "😀", "温度计"]):
        assert (found.label, found.confidence) == (None, 0.0)
    assert fitted.classifier.classify([]) == []


def test_the_floor_is_the_lowest_confidence_with_the_promised_precision():
    """Two of the labels are given at random, the third is not."""
    noise = random.Random(7)
    mixed = [
        (text, label if label == "billing" else noise.choice(["display", "sensors"]))
        for text, label in rows(each=100)
    ]
    figures = fit(mixed).figures
    assert figures["accuracy"] < 0.9 <= figures["precision"]
    assert 0.5 < figures["floor"] < 1
    assert 0.3 < figures["coverage"] < 0.7


def test_where_all_is_precise_the_floor_is_a_half(fitted):
    assert fitted.figures["precision"] >= 0.9
    assert fitted.classifier.floor == 0.5


def test_without_a_precise_confidence_nothing_is_ever_said():
    noise = random.Random(2)
    model = fit([(f"word {noise.random()}", noise.choice(["a", "b"])) for _ in range(200)])
    assert model.figures["floor"] is None
    assert model.classifier.floor == NEVER
    assert {one.label for one in model.classifier.classify(["word 0", "word 1"])} == {None}


def test_confidence_is_calibrated_on_held_out_rows():
    """Of noisy rows, the mean confidence is near the share that is right, and rather below it."""
    noise = random.Random(4)
    names = ["billing", "display", "sensors"]
    noisy = [(t, noise.choice(names) if noise.random() < 0.4 else n) for t, n in rows(each=150)]
    model = fit(noisy).classifier
    others = rows(each=100, seed=9)
    noisy = [(t, noise.choice(names) if noise.random() < 0.4 else n) for t, n in others]
    answers = model.classify([text for text, _ in noisy])
    best = [model.labels[n] for n in _margins(model, noisy).argmax(axis=1)]
    right = np.mean([one == label for one, (_, label) in zip(best, noisy, strict=True)])
    over = np.mean([one.confidence for one in answers]) - right
    assert -0.2 < over < 0.05


def _margins(model, some):
    return model.margins(model.features([text for text, _ in some]))


def test_a_label_with_a_single_row_is_never_held_out():
    model = fit([*rows(), ("the only one of its kind: turbine", "rare")])
    assert model.figures["held_out"] == 120
    assert "rare" in model.classifier.labels


def test_rows_without_any_word_are_refused():
    with pytest.raises(ValueError, match="vocabulary"):
        fit([("?", "a"), ("!", "b")] * 30)
