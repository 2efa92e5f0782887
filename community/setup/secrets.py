"""Keys that this installation makes for itself on its first run and never shows."""

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """Return the installation's signing key, made on the first call and kept as 0600.

    Two processes that start at once agree: the file appears whole, and the first one wins.
    """
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            draft.unlink()
    return path.read_text()
