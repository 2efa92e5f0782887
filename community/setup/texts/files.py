"""The project's own files, without packages and what tests and builds leave behind."""

from pathlib import Path

SUFFIXES = {".html", ".txt", ".py", ".js"}
SKIPPED = {"bench", "docs", "requirements", "tests"}


def files(root: Path) -> list[str]:
    """The paths of those that may have texts, from the root of the project."""
    folders = [
        folder
        for folder in root.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in SKIPPED
    ]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES]
    return sorted(path.relative_to(root).as_posix() for path in found)
