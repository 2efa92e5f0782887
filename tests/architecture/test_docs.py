"""What documents and templates name is there."""

import re
from importlib import import_module
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from community.kernel import scopes
from community.setup.providers import KNOWN
from forum.imports.items import Unfit
from tests.conftest import ROOT

PATH = re.compile(r"`((?:community|forum|static|templates|tests|docs)/[\w/.-]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
READ = re.compile(r"environ(?:ment)?(?:\.get\(|\[)\"([A-Z_]+)\"")
ASKED = re.compile(r"\"([A-Z_]+)\" (?:not )?in os\.environ")
ICON = re.compile(r"{% icon \"([\w-]+)\"")
REGISTERED_ICON = re.compile(r"\bicon=\"([\w-]+)\"")
MEMBER = re.compile(r"\w+\.(?!py$)\w+(?:\(\))?")
APPS = [ROOT / "forum/README.md", *sorted(ROOT.glob("community/*/README.md"))]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/api.md",
    "docs/deployment.md",
    "docs/quick-start.md",
    "docs/architecture.md",
    "docs/settings.md",
    "docs/style.md",
    "community/kernel/operations/README.md",
]
# What the README of an app names beside its own files: how other apps call theirs.
THEIRS = {
    "community/discussions": {"threads.py"},
    "community/live": {"live.py"},
    "community/notifications": {"notifications.py"},
}


@pytest.mark.parametrize("name", PAGES)
def test_every_path_exists(name):
    document = ROOT / name
    text = document.read_text()
    named = [ROOT / path for path in PATH.findall(text)]
    linked = [document.parent / path for path in LINK.findall(text)]

    assert named or linked
    assert not [str(path) for path in named + linked if not path.exists()]


@pytest.mark.parametrize("page", APPS, ids=lambda page: page.parent.name)
def test_what_an_app_says_of_itself_is_there(page):
    folder = page.parent
    theirs = THEIRS.get(folder.relative_to(ROOT).as_posix(), set())
    named = " ".join(re.findall(r"`([^`]+)`", page.read_text())).split()
    files = {name for name in named if re.fullmatch(r"[\w/]+(\.py|/)", name)} - theirs
    members = [name.removesuffix("()").split(".") for name in named if MEMBER.fullmatch(name)]

    assert files
    assert not [name for name in files if not any((at / name).exists() for at in (folder, ROOT))]
    for module, member in members:
        if (folder / f"{module}.py").exists():
            where = ".".join([*folder.relative_to(ROOT).parts, module])
            assert hasattr(import_module(where), member), f"{module}.{member}"


def test_the_scopes_that_are_told_are_those_there_are():
    lines = (ROOT / "docs/api.md").read_text().splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| `")]
    told = [scope for cell in cells for scope in re.findall(r"`(\w+:(?:read|write))`", cell)]

    toys = {name.rpartition(".")[2] for name in settings.TOY_APPS}
    assert sorted(told) == [one for one in scopes.known() if one.partition(":")[0] not in toys]


def test_every_setting_is_told_and_no_other():
    code = "".join(path.read_text() for path in (ROOT / "community").rglob("*.py"))
    read = {*READ.findall(code), *ASKED.findall(code)}
    read |= {f"SOCIAL_{name.upper()}_{part}" for name in KNOWN for part in ("ID", "SECRET")}
    rows = [line for line in (ROOT / "docs/settings.md").read_text().splitlines() if "| `" in line]
    told = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}

    assert len(read) > 20
    assert told == read


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 80


def test_decisions_are_short_and_whole():
    for record in (ROOT / "docs" / "decisions").glob("*.md"):
        text = record.read_text()
        assert len(text.splitlines()) <= 40, record.name
        assert all(f"## {part}" in text for part in ("Context", "Decision", "Cost")), record.name


def test_the_quick_start_is_short():
    assert len((ROOT / "docs/quick-start.md").read_text().splitlines()) <= 120


def test_every_code_of_a_refusal_is_told():
    made = StringIO()
    call_command("problem_docs", stdout=made)

    assert (ROOT / "docs/problems.md").read_text() == made.getvalue()
    assert "|  |" not in made.getvalue()  # each says what it means
    assert "| `no_category` | 200 | GraphQL only" in made.getvalue()


def test_every_code_of_an_item_is_told():
    sources = (ROOT / "forum/imports").glob("*.py")
    used = {
        code for source in sources for code in re.findall(r'Unfit\(\s*"(\w+)"', source.read_text())
    }

    assert used == Unfit.codes.keys()


def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r'id="([\w-]+)"', (ROOT / "static/icons.svg").read_text()))
    pages = ROOT.glob("templates/**/*.html")
    named = {name for page in pages for name in ICON.findall(page.read_text())}
    for app in ("community", "experience", "feedback", "forum"):
        for code in (ROOT / app).rglob("*.py"):
            named |= set(REGISTERED_ICON.findall(code.read_text()))
    assert len(named) > 30
    assert named <= drawn
