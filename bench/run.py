"""What pages and actions cost, beside an earlier revision and beside another program.

    make bench                               this working tree alone
    make bench AGAINST=v1.2                  and an earlier revision
    make bench PEER=spirit                   and django-spirit
    make bench POSTS=400000                  and this working tree with so many posts
    make bench ROWS="reply,list member"      only rows and sections that have these words
    make bench ROUNDS=40                     more rounds

Prints Markdown: docs/performance.md is such an output. Sections: idle, unread, notifications,
wire, relay, memory.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import data
import fan_out
import idle
import measure
import memory
import report
import wire
from peers import spirit
from rows import FOLLOWERS, ROWS, Row
from sites import ROOT, Program, Site, result

EVENTS = {"events": 5_000, "subscribers": 8}


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="community-bench-") as where:
        folder = Path(where)
        folder.chmod(0o755)
        sites = sites_asked_for(folder)
        say(report.heading(sites, rounds()))
        with filled(sites):
            measure_usual(sites)
        if is_asked_for("unread"):
            own = [site for site in sites if site.program.is_ours and site.name != LARGER]
            many = [
                Site(s.name, s.program, folder / f"{s.name}-many", data.MANY_TOPICS) for s in own
            ]
            with filled(many), running(many):
                say(report.unread(measure.Measurement(many).run(FOLLOWERS, rounds())))
    sys.stderr.write(f"{time.monotonic() - began:.0f} seconds\n")


LARGER = "ours, larger"


def measure_usual(sites: Sequence[Site]) -> None:
    """Everything but what asks for other data."""
    ours, usual = sites[0], [site for site in sites if site.name != LARGER]
    rows = [row for row in ROWS if is_asked_for(row.name)]
    own = [site for site in usual if site.program.is_ours]
    with running(sites):
        if rows:
            measure_rows(sites, usual, rows)
        if is_asked_for("idle"):
            say(report.idle(idle.measure(own)))
        if is_asked_for("notifications"):
            say(report.notifications(fan_out.measure([site for site in own if site.has_bells])))
        if is_asked_for("wire"):
            say(report.wire({site.name: wire.measure(site) for site in own}))
    if is_asked_for("relay"):
        say(report.relay(ours.inside("deliver", "throughput", **EVENTS), **EVENTS))
    if is_asked_for("memory"):
        say(report.memory({site.name: memory.measure(site) for site in own}))


def measure_rows(sites: Sequence[Site], usual: Sequence[Site], rows: Sequence[Row]) -> None:
    """What pages and actions cost."""
    measurement = measure.Measurement(sites)
    measured = measurement.run(rows, rounds())
    statements = {site.name: measurement.statements(site, rows) for site in usual}
    say(report.rows({site.name: measured[site.name] for site in usual}))
    for site in usual:
        say(report.parts(site.name, measured[site.name], statements[site.name]))
    if LARGER in measured:
        say(report.scale(sites[-1].size, measured[sites[0].name], measured[LARGER]))


def sites_asked_for(folder: Path) -> list[Site]:
    """This working tree, and whatever it is compared with."""
    found = [Site("ours", Program(), folder / "ours")]
    if revision := os.environ.get("AGAINST"):
        root = folder / "source"
        check_out(revision, root)
        found.append(Site("before", Program(root=root), folder / "before"))
    if peer := os.environ.get("PEER"):
        if peer != "spirit":
            raise SystemExit("PEER is spirit, or nothing.")
        found.append(Site(peer, spirit(), folder / peer))
    if posts := os.environ.get("POSTS"):
        found.append(Site(LARGER, Program(), folder / "larger", data.larger(int(posts))))
    return found


def check_out(revision: str, root: Path) -> None:
    """The files of a revision in a folder."""
    root.mkdir()
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "x"], cwd=root, input=packed.stdout, check=True)


@contextmanager
def filled(sites: Sequence[Site]) -> Iterator[None]:
    """Servers of each site, with its data; all are filled at the same time."""
    with ExitStack() as stack:
        for site in sites:
            site.start_servers(stack)
        begun = [site.begin(site.program.fill, "fill", data.for_site(site.size)) for site in sites]
        for site, process in zip(sites, begun, strict=True):
            site.cast = result(process)
        yield


@contextmanager
def running(sites: Sequence[Site]) -> Iterator[None]:
    """Processes of each site; all are stopped at the same time."""
    with ExitStack() as stack:
        for site in sites:
            site.start_processes(stack)
        for site in sites:
            stack.callback(site.stop_processes)
        yield


def rounds() -> int:
    return int(os.environ.get("ROUNDS", measure.ROUNDS))


def is_asked_for(name: str) -> bool:
    """By ROWS, if that is set: it names words, and alternatives after a comma."""
    asked = [words.split() for words in os.environ.get("ROWS", "").split(",") if words.strip()]
    return not asked or any(all(word in name for word in words) for words in asked)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
