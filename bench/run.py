"""What pages and actions cost, beside an earlier revision and beside another program.

    make bench                                  this working tree alone
    make bench AGAINST=v1.2                     and an earlier revision
    make bench PEER=spirit                      and django-spirit
    make bench ROWS=reply,topic ROUNDS=40       only what begins so; more rounds
    make bench POSTS=400000                     and this working tree with so many posts

Prints Markdown: docs/performance.md is one such output.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import data
import measure
import report
from peers import spirit
from rows import ROWS
from sites import ROOT, Program, Site, result


def main() -> None:
    began = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="community-bench-")))
        folder.chmod(0o755)
        sites = sites_asked_for(folder)
        fill(stack, sites)
        rows = [row for row in ROWS if is_asked_for(row.name)]
        rounds = int(os.environ.get("ROUNDS", measure.ROUNDS))
        for site in sites:
            site.start_processes(stack)
        for site in sites:
            stack.callback(site.stop_processes)
        said(f"ready after {time.monotonic() - began:.0f} s")
        measured = measure.Measurement(sites).run(rows, rounds)
        sys.stdout.write(report.rows_table(measured))
    said(f"done after {time.monotonic() - began:.0f} s")


def sites_asked_for(folder: Path) -> list[Site]:
    """This working tree, and whatever it is compared with."""
    found = [Site("ours", Program(), folder / "ours")]
    if revision := os.environ.get("AGAINST"):
        root = folder / "source"
        checked_out(revision, root)
        found.append(Site("before", Program(root=root), folder / "before"))
    if os.environ.get("PEER"):
        found.append(Site("spirit", spirit(), folder / "spirit"))
    if posts := os.environ.get("POSTS"):
        found.append(Site("larger", Program(), folder / "larger", data.larger(int(posts))))
    return found


def checked_out(revision: str, root: Path) -> None:
    """The files of a revision in a folder."""
    root.mkdir()
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "x"], cwd=root, input=packed.stdout, check=True)


def fill(stack: ExitStack, sites: list[Site]) -> None:
    """All sites at the same time."""
    for site in sites:
        site.start_servers(stack)
    begun = {
        site: site.begin(site.program.fill, "fill", data.for_site(site.size, data.default_folder()))
        for site in sites
    }
    for site, process in begun.items():
        site.cast = result(process)
        said(f"{site.name} is filled")


def is_asked_for(name: str) -> bool:
    """By ROWS, if that is set."""
    asked = [begin for begin in os.environ.get("ROWS", "").split(",") if begin]
    return not asked or any(name.startswith(begin) for begin in asked)


def said(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
