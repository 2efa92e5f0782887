"""Each process loads what it uses: what pages, interfaces and jobs need costs memory in each."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.factories import TopicFactory
from tests.processes import ROOT, address_of_the_test_database, environment

PAGES = {"community.urls", "community.api", "community.schema", "graphene", "graphql"}
PAGES |= {"rest_framework.serializers", "drf_spectacular.openapi", "forum.admin"}
MODELS = {"numpy", "scipy", "sklearn", "joblib", "safetensors", "tokenizers", "py3langid"}
MODELS |= {"vaderSentiment", "torch", "transformers"}  # in the worker of models, at its first task
RARE = {"cryptography.hazmat", "PIL", "requests", "urllib3", "jwcrypto.jwt"}
APPS = {"django.apps.registry.ready", "community.accounts", "django.db.models", "django.urls"}
LOADS = {
    "supervisor": (
        "import community.setup.up as up; up.programs()",
        APPS | PAGES | MODELS | {"celery"},
    ),
    "relay": (
        "import django; django.setup(); import community.events.management.commands.relay",
        PAGES | RARE | MODELS | {"celery", "kombu"},
    ),
    # channels-redis looks for cryptography.
    "live": (
        "import community.asgi",
        PAGES | RARE - {"cryptography.hazmat"} | MODELS | {"celery", "kombu"},
    ),
    "workers and beat": (
        "from community.celery import app; app.loader.init_worker(); app.finalize()",
        PAGES | RARE | MODELS,
    ),
}
# What a member sees of what models make, too.
ANSWERS = """
import community.rsgi
from django.test import Client
statuses = [Client().get(path).status_code for path in {paths}]
assert set(statuses) == {{200}}, statuses
"""


@pytest.mark.parametrize("process", LOADS)
def test_a_process_does_not_load_what_others_need(process, tmp_path):
    code, absent = LOADS[process]

    assert absent & loaded(code, DATA_DIR=str(tmp_path)) == set()


@pytest.mark.django_db(transaction=True)
def test_pages_are_answered_without_models(tmp_path):
    topic = TopicFactory()
    paths = ["/", topic.get_absolute_url(), "/search/?q=hello", f"/api/v1/threads/{topic.pk}/"]

    found = loaded(
        ANSWERS.format(paths=paths), DATA_DIR=str(tmp_path), REDIS_URL=settings.REDIS_URL,
        DATABASE_URL=address_of_the_test_database(), DJANGO_SETTINGS_MODULE="tests.settings",
    )  # fmt: skip

    assert "forum.views" in found
    assert MODELS & found == set()


def loaded(code, **own):
    """The modules of a process that ran this."""
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys; print(json.dumps([*sys.modules]))"],
        cwd=ROOT,
        env=environment(**{"DJANGO_SETTINGS_MODULE": "community.settings"} | own),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return set(json.loads(told.stdout))
