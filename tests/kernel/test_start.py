"""What each process does at its start, and what `collectstatic` prepares for all of them."""

import gc
import re
import subprocess
import sys
from itertools import accumulate
from operator import attrgetter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from community.kernel.static import modules
from tests.conftest import ROOT

QUOTED = re.compile(r'/\*.*?\*/|"[^"]*"', re.DOTALL)
STORED = {"staticfiles": {"BACKEND": "community.kernel.static.Storage"}}
LOADED = """
import django, sys
django.setup()
print([name for name in ("graphene", "django.test") if name in sys.modules])
"""


def test_garbage_is_collected_again_once_the_models_are_loaded():
    assert settings.INSTALLED_APPS[0] == "community.setup"  # the others are loaded within it
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000


def test_a_process_loads_graphql_only_when_it_answers(tmp_path):
    environment = {"DJANGO_SETTINGS_MODULE": "community.settings", "DATA_DIR": str(tmp_path)}

    loaded = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert loaded.stdout == "[]\n"


def collect(sources, root):
    with override_settings(
        STORAGES=STORED,
        STATICFILES_DIRS=[sources],
        STATIC_ROOT=root,
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)


def test_all_styles_are_one_file_again_whenever_one_of_them_changes(tmp_path):
    sources, root = tmp_path / "sources", tmp_path / "root"
    (sources / "css" / "parts").mkdir(parents=True)
    (sources / "css" / "site.css").write_text('@import "parts/b.css";\n@import "a.css";\n')
    (sources / "css" / "a.css").write_text("@layer a { a { color: red } }")
    (sources / "css" / "parts" / "b.css").write_text('b { background: url("x.svg") }')
    (sources / "css" / "parts" / "x.svg").write_text("<svg/>")
    collect(sources, root)
    (sources / "css" / "a.css").write_text("@layer a { a { color: blue } }")
    collect(sources, root)

    newest = max(root.glob("css/site.*.css"), key=lambda path: path.stat().st_mtime)
    drawing = next(root.glob("css/parts/x.*.svg")).name
    assert newest.read_text() == (
        f'b {{ background: url("parts/{drawing}") }}\n@layer a {{ a {{ color: blue }} }}\n'
    )


def test_every_style_of_a_page_is_in_that_file():
    told = (ROOT / "static/css/site.css").read_text()
    styles = ROOT / "static/css"
    there = {path.relative_to(styles).as_posix() for path in styles.rglob("*.css")}
    to_come = (
        "chart",
        "changelog",
        "kit",
        "leaderboards",
        "moderation",
        "proposal",
        "roadmap",
        "triage",
        "developers",
        "site",
    )

    left = {name for name in there if f'"{name}"' not in told}
    assert {Path(name).stem for name in left} == set(to_come)


def test_what_a_module_imports_at_once_is_known_before_it_is_loaded():
    found = modules("js/app.js")

    assert found[0] == "js/app.js"
    assert "js/lib/page.js" in found  # by way of others, and once
    assert len(found) == len(set(found))
    assert "js/lib/passkeys.js" not in found  # which few pages need


def test_a_static_file_is_compressed_under_the_name_that_pages_use(tmp_path):
    sources, root = tmp_path / "sources", tmp_path / "root"
    sources.mkdir()
    (sources / "words.css").write_text("a { color: red }\n" * 100)

    collect(sources, root)

    names = sorted(path.name for path in root.glob("words*"))
    assert len(names) == 3
    assert "words.css" in names
    assert "words.css.gz" not in names
    assert names[1] == f"{names[0]}.gz"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "static/css").rglob("*.css")), ids=attrgetter("name")
)
def test_every_brace_of_a_style_is_closed(path):
    """They are sent as one: a brace too many would end the layer that the next file opens."""
    depths = accumulate({"{": 1, "}": -1}.get(sign, 0) for sign in QUOTED.sub("", path.read_text()))

    *before, last = depths
    assert min(before) >= 0
    assert last == 0
