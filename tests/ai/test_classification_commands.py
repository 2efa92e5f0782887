"""`evaluate_categories`, and the files that it reads."""

import csv
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.ai.labelled_rows import rows


@pytest.fixture
def written(tmp_path):
    """Write rows, or bytes, to a file of this name."""

    def write(name, told):
        path = tmp_path / name
        if isinstance(told, bytes):
            path.write_bytes(told)
            return str(path)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("text", "category"), *told])
        return str(path)

    return write


def evaluated(*paths):
    out, err = StringIO(), StringIO()
    call_command("evaluate_categories", *paths, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_prints_accuracy_and_macro_f1_beside_the_majority(written):
    out, err = evaluated(written("train.csv", rows()), written("test.csv", rows(each=20, seed=2)))
    told = dict(re.findall(r"^(accuracy|macro-F1) +([\d.]+)", out, re.MULTILINE))
    assert float(told["accuracy"]) > 0.95 < float(told["macro-F1"]) + 0.01
    assert re.search(r"^accuracy +\S+ +0\.3333$", out, re.MULTILINE)
    for name in ("floor", "coverage", "precision", "training", "memory", "version"):
        assert re.search(rf"^{name} +\S", out, re.MULTILINE)
    assert err == ""


def test_rare_and_unknown_categories_are_named(written):
    train = written("train.csv", [*rows(), ("a turbine", "rare")])
    out, err = evaluated(train, written("test.csv", [*rows(each=5, seed=2), ("what", "new")]))
    assert "single row to train: rare" in err
    assert "always wrong: new" in err
    assert "categories  4" in out


def test_a_byte_order_mark_and_further_columns_are_no_hindrance(written):
    told = "\r\n".join(f"1,{label},{text}" for text, label in rows())
    train = written("train.csv", f"\ufeffid,category,text\r\n{told}\r\n\r\n".encode())
    out, _ = evaluated(train, train)
    assert "120 to train, 120 to test" in out


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (b"", "empty"),
        (b"text,category\n", "no rows"),
        (b"text,label\na,b\n", "no column category. The header has: text, label"),
        (b"words\na\n", "no column text, category"),
        (b"text,category\na,\n", "line 2 has no category"),
        (b"text,category\na,b\n  ,b\n", "line 3 has no text"),
        (b"text,category\na\n", "line 2 has no category"),
        (b"text,category\na,b\nc,b\n", "only the category b"),
        ("text,category\nÄrger,b\n".encode("latin-1"), "not UTF-8"),
        ("text,category\na,b\n".encode("utf-16"), "not UTF-8"),
        (b'text,category\n"a,b\n', "not CSV"),
    ],
)
def test_wrong_files_are_refused_in_one_line(written, told, message):
    good = written("good.csv", rows(each=5))
    with pytest.raises(CommandError, match=message) as refused:
        evaluated(written("wrong.csv", told), good)
    assert "\n" not in str(refused.value)


def test_a_missing_file_and_a_folder_are_refused(written, tmp_path):
    good = written("good.csv", rows(each=5))
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CommandError, match=str(path)):
            evaluated(good, str(path))
