"""What the documents name is there."""

import re

import pytest

from tests.conftest import ROOT

PATH = re.compile(r"`((?:community|forum|static|templates|tests|docs)/[\w/.-]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.mark.parametrize("name", ["README.md", "docs/style.md", "docs/architecture.md"])
def test_every_path_exists(name):
    document = ROOT / name
    text = document.read_text()
    named = [ROOT / path for path in PATH.findall(text)]
    linked = [document.parent / path for path in LINK.findall(text)]

    assert named or linked
    assert not [str(path) for path in named + linked if not path.exists()]


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 80


def test_decisions_are_short_and_whole():
    for record in (ROOT / "docs" / "decisions").glob("*.md"):
        text = record.read_text()
        assert len(text.splitlines()) <= 40, record.name
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Cost")), record.name
