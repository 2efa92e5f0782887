"""Keys that this installation makes for itself on its first run and never shows."""

import os
import secrets
from pathlib import Path

DEMONSTRATION = "demonstration"  # the file that says what the data folder holds


def secret_key(folder: Path) -> str:
    """The installation's signing key."""
    return _kept(folder / "secret_key")


def encryption_key(folder: Path) -> str:
    """The key to what is stored encrypted: a copy of the database alone does not open it."""
    return _kept(folder / "encryption_key")


def is_demonstration(folder: Path) -> bool:
    """Whether the first start filled this folder's database with something to look at."""
    return (folder / DEMONSTRATION).exists()


def _kept(path: Path) -> str:
    """Return the key of this name, made on the first call and kept as 0600.

    Two processes that start at once agree: the file appears whole, and the first one wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            draft.unlink()
    return path.read_text()
