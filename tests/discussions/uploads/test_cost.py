"""A small file may be a huge picture: what the largest ones that are taken cost is bounded."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.discussions.uploads.measured import LARGEST

MOST = 260  # MB beside what a process holds anyway, while one is decoded: one at a time


@pytest.mark.soak
def test_no_picture_takes_more_memory_than_there_is(tmp_path):
    for name, made in LARGEST.items():
        (tmp_path / name).write_bytes(made())

    told = subprocess.run(
        [sys.executable, "-m", "tests.discussions.uploads.measured", tmp_path],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "community.settings"},
        capture_output=True,
        check=True,
        timeout=500,
    )

    result = json.loads(told.stdout)
    assert {name for name, (said, *_) in result["answers"].items() if said != "kept"} == set()
    assert result["peak"] - result["before"] < MOST
