"""What the quick start promises, against the product as a person starts it: its very commands,
and the same by a client that is made of the schema."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_socket import enable_socket

from community.setup.embedded import PostgreSQL, Valkey
from tests.stack import INHERITED, ROOT, Up

pytestmark = [pytest.mark.enable_socket, pytest.mark.servers]

GUIDE = (ROOT / "docs/quick-start.md").read_text()
FENCE = re.compile(r"^```(bash|json|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "-- next --"


@pytest.fixture(scope="module")
def product() -> Iterator[Up]:
    enable_socket()
    folder = Path(tempfile.mkdtemp(prefix="community-test-"))
    folder.chmod(0o755)
    up = Up(folder / "data")
    try:
        yield up.until_ready()
    finally:
        up.end(2)
        for server in (PostgreSQL(folder / "data"), Valkey(folder / "data")):
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)


def environment(product: Up, folder: Path) -> dict[str, str]:
    """A shell's beside the product; where there is no curl, a stand-in takes its place."""
    kept = {name: value for name, value in os.environ.items() if name not in INHERITED}
    if not shutil.which("curl"):
        stand_in = folder / "curl"
        stand_in.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/tests/setup/curl.py "$@"\n')
        stand_in.chmod(0o755)
        kept["PATH"] = f"{folder}:{kept['PATH']}"
    return kept | {"DATA_DIR": str(product.data)}


def test_its_commands_do_what_it_says(product, tmp_path):
    steps = [(kind, text) for kind, text in FENCE.findall(GUIDE)]
    commands = [text for kind, text in steps if kind == "bash"]
    script = f"echo {MARK}\n".join(commands)
    script = script.replace("localhost:8000", f"localhost:{product.port}")
    script = script.replace(".venv/bin/python manage.py", f"{sys.executable} {ROOT}/manage.py")

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path, env=environment(product, tmp_path), capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    printed = iter(done.stdout.split(f"{MARK}\n"))
    told = ""
    for kind, text in steps:
        if kind == "bash":
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
