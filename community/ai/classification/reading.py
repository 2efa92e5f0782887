"""Rows of labelled texts in CSV files, for commands."""

import csv
import sys
from pathlib import Path

COLUMNS = ("text", "category")
LONGEST = 1_000_000  # characters of a field
MOST = 1_000_000  # rows


class WrongFile(Exception):
    """The file is not as it has to be; the message says how, with its name and line."""


def rows_of(path: str) -> list[tuple[str, str]]:
    """The texts and categories of a CSV file in UTF-8 (with or without a BOM) whose header names
    the columns `text` and `category`; others are ignored, and so are empty lines. Raises
    WrongFile."""
    csv.field_size_limit(min(LONGEST, sys.maxsize))
    rows: list[tuple[str, str]] = []
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            _check(path, reader.fieldnames)
            for row in reader:
                if len(rows) == MOST:
                    raise WrongFile(f"{path}: more than {MOST} rows.")
                rows.append(_row(path, reader.line_num, row))
    except OSError as error:
        raise WrongFile(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise WrongFile(f"{path}: not UTF-8 at byte {error.start}. Save it as UTF-8.") from error
    except csv.Error as error:
        raise WrongFile(f"{path}: not CSV: {error}.") from error
    if not rows:
        raise WrongFile(f"{path}: no rows below the header.")
    return rows


def _check(path: str, names: object) -> None:
    if not names:
        raise WrongFile(f"{path}: empty. It needs a header with the columns text and category.")
    assert isinstance(names, list)
    if absent := [name for name in COLUMNS if name not in names]:
        found = ", ".join(map(str, names))[:200]
        raise WrongFile(f"{path}: no column {', '.join(absent)}. The header has: {found}.")


def _row(path: str, line: int, row: dict[str, str | None]) -> tuple[str, str]:
    text, category = ((row[name] or "").strip() for name in COLUMNS)
    if not text or not category:
        missing = "text" if not text else "category"
        raise WrongFile(f"{path}: line {line} has no {missing}.")
    return text, category
