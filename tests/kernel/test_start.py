"""What each process does at its start, and what `collectstatic` prepares for all of them."""

import gc
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from tests.conftest import ROOT

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


def test_a_static_file_is_compressed_under_the_name_that_pages_use(tmp_path):
    sources, root = tmp_path / "sources", tmp_path / "root"
    sources.mkdir()
    (sources / "words.css").write_text("a { color: red }\n" * 100)

    with override_settings(
        STORAGES=STORED,
        STATICFILES_DIRS=[sources],
        STATIC_ROOT=root,
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)

    names = sorted(path.name for path in root.glob("words*"))
    assert len(names) == 3
    assert "words.css" in names
    assert "words.css.gz" not in names
    assert names[1] == f"{names[0]}.gz"
