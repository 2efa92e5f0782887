"""Each process loads what it uses: what pages, interfaces and jobs need costs memory in each."""

import json
import os
import subprocess
import sys

import pytest

from tests.processes import ROOT

PAGES = {"community.urls", "community.api", "community.schema", "graphene", "graphql"}
PAGES |= {"rest_framework.serializers", "drf_spectacular.openapi", "forum.admin"}
RARE = {"cryptography.hazmat", "PIL", "requests", "urllib3", "jwcrypto.jwt"}
APPS = {"django.apps.registry.ready", "community.accounts", "django.db.models", "django.urls"}
LOADS = {
    "supervisor": ("import community.setup.up as up; up.programs()", APPS | PAGES | {"celery"}),
    "relay": (
        "import django; django.setup(); import community.events.management.commands.relay",
        PAGES | RARE | {"celery", "kombu"},
    ),
    # channels-redis looks for cryptography.
    "live": (
        "import community.asgi",
        PAGES | RARE - {"cryptography.hazmat"} | {"celery", "kombu"},
    ),
    "worker and beat": (
        "from community.celery import app; app.loader.init_worker(); app.finalize()",
        PAGES | RARE,
    ),
}


@pytest.mark.parametrize("process", LOADS)
def test_a_process_does_not_load_what_others_need(process, tmp_path):
    code, absent = LOADS[process]
    own = {"DJANGO_SETTINGS_MODULE": "community.settings", "DATA_DIR": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", f"{code}; import json, sys; print(json.dumps([*sys.modules]))"],
        cwd=ROOT,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=True,
    )

    assert absent & set(json.loads(told.stdout)) == set()
