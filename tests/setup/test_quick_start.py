"""What the guides promise, against the product as a person starts it: the very commands of the
quick start and of the API overview, and the same by a client that is made of the schema."""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.architecture.test_authorisation import PICTURE
from tests.stack import INHERITED, ROOT, Up

pytestmark = [pytest.mark.enable_socket, pytest.mark.servers, pytest.mark.xdist_group("product")]

FENCE = re.compile(r"^```(bash|python|json|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "-- next --"
SCRIPTS = {  # a line that prints the mark, and what runs all of it
    "bash": (f"echo {MARK}\n", ["bash", "-euo", "pipefail", "-c"]),
    "python": (f'print("{MARK}", flush=True)\n', [sys.executable, "-c"]),
}


def environment(product: Up, folder: Path) -> dict[str, str]:
    """A shell's beside the product; where there is no curl, a stand-in takes its place."""
    kept = {name: value for name, value in os.environ.items() if name not in INHERITED}
    if not shutil.which("curl"):
        stand_in = folder / "curl"
        stand_in.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/tests/setup/curl.py "$@"\n')
        stand_in.chmod(0o755)
        kept["PATH"] = f"{folder}:{kept['PATH']}"
    return kept | {"DATA_DIR": str(product.data)}


@pytest.mark.parametrize(
    ("guide", "language"), [("quick-start", "bash"), ("api", "bash"), ("api", "python")]
)
def test_its_commands_do_what_it_says(guide, language, product, tmp_path):
    steps = FENCE.findall((ROOT / f"docs/{guide}.md").read_text())
    steps = [(kind, text) for kind, text in steps if kind in {language, "json", "text"}]
    mark, interpreter = SCRIPTS[language]
    script = mark.join(text for kind, text in steps if kind == language)
    script = script.replace("localhost:8000", f"localhost:{product.port}")
    script = script.replace("https://forum.example", f"http://localhost:{product.port}")
    script = script.replace(".venv/bin/python manage.py", f"{sys.executable} {ROOT}/manage.py")
    if "your-token" in script:
        script = script.replace("your-token", token_of(product, "forum:write", "profile:write"))
    (tmp_path / "avatar.png").write_bytes(PICTURE)

    done = subprocess.run(
        [*interpreter, script],
        cwd=tmp_path, env=environment(product, tmp_path), capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    printed = iter(done.stdout.split(f"{MARK}\n"))
    told = ""
    for kind, text in steps:
        if kind == language:
            told = next(printed)
        elif kind == "json":
            assert shape(json.loads(told)) == shape(json.loads(text)), told
        else:
            assert told == text


def shape(value: Any) -> Any:
    """Names and kinds of a JSON, whatever the values; of a list, its first."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return type(value).__name__


@pytest.fixture
def client(product, tmp_path, monkeypatch) -> Any:
    """The package that openapi-python-client makes of the schema as it is served."""
    (tmp_path / "settings.yaml").write_text("package_name_override: made\npost_hooks: []\n")
    (tmp_path / "openapi.json").write_bytes(
        asked(f"http://localhost:{product.port}/api/openapi.json")
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"),
            *("--path", "openapi.json", "--config", "settings.yaml", "--output-path", "client"),
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(tmp_path / "client"))
    yield importlib.import_module("made")
    for name in [name for name in sys.modules if name.partition(".")[0] == "made"]:
        del sys.modules[name]


def asked(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def token_of(product: Up, *scopes: str) -> str:
    asked = [part for scope in scopes for part in ("--scope", scope)]
    told = subprocess.run(
        [sys.executable, "manage.py", "create_token", "admin", *asked],
        cwd=ROOT, env=environment(product, product.data), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return told.stdout.strip()


def test_a_client_made_of_the_schema_completes_it(product, client):
    forum, discussions, models = (
        importlib.import_module(f"made.{name}")
        for name in ("api.forum", "api.discussions", "models")
    )
    address = f"http://localhost:{product.port}"

    def does(part: Any, name: str, *given: Any, **named: Any) -> Any:
        return importlib.import_module(f"{part.__name__}.{name}").sync_detailed(
            *given, client=by_token, **named
        )

    with client.AuthenticatedClient(
        base_url=address, token=token_of(product, "forum:write")
    ) as by_token:
        first = does(forum, "list_topics", limit=2).parsed
        said = models.TopicIn(title="Made by a client", category=1, source="Hello.")
        begun = [does(forum, "start_topic", body=said, idempotency_key="once") for _ in range(2)]
        topic = begun[0].parsed
        reply = does(
            discussions, "reply_to_thread", topic.id, body=models.ReplyIn(source="An answer.")
        ).parsed
        read = does(discussions, "get_post", reply.id)
        edits = [
            does(
                discussions, "edit_post", reply.id, body=models.PatchedEditIn(source=text),
                if_match=read.headers["ETag"],
            )
            for text in ("Better.", "Too late.")
        ]  # fmt: skip
        followed = [row.id for page in pages(does, forum) for row in page.results]

    assert len(first.results) == 2
    assert [answer.status_code for answer in begun] == [201, 201]
    assert begun[1].parsed.id == topic.id
    assert edits[0].parsed.source == "Better."
    assert edits[1].status_code == 412
    assert (edits[1].parsed.code, edits[1].parsed.now) == ("stale", "Better.")
    assert followed == sorted(set(followed))
    assert topic.id in followed


def pages(does: Any, forum: Any) -> Iterator[Any]:
    """Every page of topics, by the cursors that the answers name."""
    cursor: dict[str, str] = {}
    while True:
        page = does(forum, "list_topics", limit=5, **cursor).parsed
        yield page
        if page.next_ is None:
            return
        cursor = {"cursor": parse_qs(urlsplit(page.next_).query)["cursor"][0]}
