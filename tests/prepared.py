"""A stopped PostgreSQL cluster with a migrated database, to be copied wherever one is needed.

It is made once and kept in .cache for as long as the migrations are the same. Whoever uses a copy
runs `migrate` on it, which has little left to do: the event log needs this month's partitions,
and a package may have brought migrations of its own since.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from community.setup.embedded import PostgreSQL, Running

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "databases"
# Besides the migrations: how a cluster is made, with which programs, and what is installed in it.
ALSO = (
    "community/setup/embedded.py",
    "community/settings.py",
    "requirements/dev.txt",
    "tests/settings.py",
)


def copy_into(data: Path) -> None:
    """Put a copy into a data folder that has no cluster yet; the product finds it there."""
    with _one_at_a_time():
        kept = KEPT / fingerprint()
        if not kept.exists():
            _make(kept)
        _copy(kept, data / "postgresql")


def fingerprint() -> str:
    """Another one as soon as the cluster would be made in another way; each user has their own."""
    apps = [path.parent for path in ROOT.glob("*/__init__.py")]
    found = {path for app in apps for path in app.rglob("*.py") if "migrations" in str(path.parent)}
    value = hashlib.sha256(str(os.geteuid()).encode())
    for path in sorted(found | {ROOT / name for name in ALSO}):
        value.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return value.hexdigest()[:16]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(kept: Path) -> None:
    """Aside, then moved into its place whole; those of other migrations go."""
    folder = Path(tempfile.mkdtemp(prefix="community-test-"))
    folder.chmod(0o755)  # the user that root lends may enter
    server = PostgreSQL(folder, durable=False)
    try:
        with Running(server, folder / "output"):
            _migrate(server, folder)
        for other in KEPT.iterdir():
            if other.is_dir():
                shutil.rmtree(other)
        _copy(server.cluster, KEPT / "new")
        (KEPT / "new").rename(kept)
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)


def _migrate(server: PostgreSQL, folder: Path) -> None:
    """In a process of its own, as the settings of this one are not read yet."""
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": server.url,
        "REDIS_URL": "redis://127.0.0.1:1/0",  # nobody asks it
        "DATA_DIR": str(folder),
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | own,
        check=True,
    )


def _copy(cluster: Path, to: Path) -> None:
    subprocess.run(["cp", "-a", cluster, to], check=True)  # also whose files they are
