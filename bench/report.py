"""Writes what was measured as Markdown."""

import os
import platform
import subprocess
import textwrap
from collections.abc import Iterable, Sequence
from importlib import metadata
from statistics import median

from data import MANY_TOPICS, USUAL, WRITERS, Size, has_dump
from fan_out import PROMISED, FanOut
from idle import SECONDS, TIMES, Idle
from measure import BURST, Measured, Samples
from memory import REQUESTS, Memory
from sites import ROOT, WORKERS, Site
from wire import Wire

from community.setup.embedded import VERSION

HOW = """Output of `{command}`. Every site has servers of its own, two web workers with eight
threads each, and the same data: {topics:,} topics with {posts:,} posts, {texts}. All sites are
asked in turn, row after row, in {rounds} rounds of {burst} requests. What is counted is the CPU
time of all processes of a site (web, database, relays, Valkey) in milliseconds a request; for
replies and likes until every event that follows from them is handled. Each number is the median of
all rounds, with the lowest and the highest of them. A ratio is one median divided by another: 0.50
means that ours uses half of the CPU. Milliseconds depend on the hardware, ratios hardly do: the
same code as two sites gives 0.9 to 1.1 where other programs run, too."""
DATA = """Replies and likes come from {writers} members in turn, by the forms of the pages, and each
goes to another topic. Six members have written in each topic, and each program has for them what it
keeps of members who wrote. A page has as many rows in both programs (30 topics, 50 posts).
"Uncached" has a cookie for which no whole page is kept. Every answer is checked: a page must show
its topics or its last post, and all replies and likes must be in the database afterwards.
Automatic vacuuming is off everywhere."""
SPIRIT = """django-spirit has the settings of its own template for production, with persistent
connections, cached templates, caches in the memory of each process (the template has them in
tables), no rate limits and no task manager, so that it indexes and sends nothing."""


def heading(sites: Sequence[Site], rounds: int) -> str:
    """How it was measured."""
    names = ("AGAINST", "PEER", "POSTS", "ROWS", "ROUNDS")
    asked = [f"{name}={value}" for name in names if (value := os.environ.get(name))]
    how = HOW.format(
        command=" ".join(["make bench", *asked]),
        topics=USUAL.topics,
        posts=USUAL.posts,
        texts="texts of a Stack Exchange site" if has_dump() else "generated texts",
        rounds=rounds,
        burst=BURST,
    )
    told = [how, DATA.format(writers=WRITERS)]
    told += [SPIRIT for site in sites if not site.program.is_ours]
    paragraphs = [textwrap.fill(" ".join(text.split()), 140) for text in told]
    named = "\n".join(f"- **{site.name}**: {version(site)}" for site in sites)
    return "\n\n".join(["# Performance", *paragraphs, f"{named}\n"])


def version(site: Site) -> str:
    """What runs there, and on what."""
    if not site.program.is_ours:
        return str(site.program.version)
    if site.size != USUAL:
        return f"this revision with {site.size.posts:,} posts"
    revision = os.environ["AGAINST"] if site.name == "before" else "HEAD"
    command = ["git", "log", "-1", "--format=revision %h of %cs", revision]
    named = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    packages = [f"{name} {metadata.version(name)}" for name in ("django", "granian")]
    machine = [f"PostgreSQL {VERSION}", f"Python {platform.python_version()}"]
    cores = f"{os.cpu_count()} cores"
    return ", ".join([named.stdout.strip() or "no revision", *packages, *machine, cores])


def rows(measured: Measured) -> str:
    """Each row's cost in each site, and ours in parts of the others'."""
    ours, *others = measured
    heads = ["CPU ms a request", *measured, *(f"ours / {name}" for name in others)]
    lines = []
    for row, own in measured[ours].items():
        costs = [cost(measured[name].get(row)) for name in measured]
        lines.append([row, *costs, *(ratio(own, measured[name].get(row)) for name in others)])
    return section("Pages and actions", heads, lines)


def parts(site: str, of: dict[str, Samples], statements: dict[str, int]) -> str:
    """Where one site's CPU goes."""
    named = {
        "web": "web",
        "postgresql": "database",
        "relay": "relay",
        "relay-live": "live relay",
        "valkey": "Valkey",
    }
    heads = ["CPU ms a request", *named.values(), "statements", "ms waited"]
    lines = [
        [
            row,
            *(f"{ms:.2f}" if (ms := samples.part(part)) else "" for part in named),
            str(statements.get(row, "")),
            f"{samples.waited:.1f}",
        ]
        for row, samples in of.items()
    ]
    return section(f"Where it goes: {site}", heads, lines)


def scale(size: Size, usual: dict[str, Samples], larger: dict[str, Samples]) -> str:
    heads = ["CPU ms a request", f"{USUAL.posts:,} posts", f"{size.posts:,} posts", "ratio"]
    lines = [
        [row, cost(of), cost(larger[row]), ratio(larger[row], of)] for row, of in usual.items()
    ]
    return section("With more posts", heads, lines)


def unread(measured: Measured) -> str:
    """What following many topics costs."""
    heads = ["CPU ms a request"]
    heads += [f"{name}, {what}" for name in measured for what in ("database", "all")]
    lines = [
        [row]
        + [
            f"{value:.2f}"
            for of in measured.values()
            for value in (of[row].part("postgresql"), of[row].total)
        ]
        for row in next(iter(measured.values()))
    ]
    title = f"For members who follow many of {MANY_TOPICS.topics:,} topics"
    return section(title, heads, lines)


def idle(found: dict[str, Idle]) -> str:
    heads = ["", "relays", "their database sessions", "together", "median ms", "longest ms"]
    lines = [
        [
            name,
            *(f"{ms / 10:.2f} %" for ms in (of.relay, of.sessions, of.relay + of.sessions)),
            f"{median(of.handled_after):.1f}",
            f"{max(of.handled_after):.1f}",
        ]
        for name, of in found.items()
    ]
    title = "When nothing happens, and from commit to handled event"
    text = f"CPU of one core over {SECONDS} seconds; {TIMES} events, each after a pause."
    return section(title, heads, lines, text)


def notifications(found: dict[tuple[str, int], FanOut]) -> str:
    heads = ["", "watchers", "median ms", "99 % ms", "longest ms", "relays", "their sessions"]
    heads += ["Valkey", "together"]
    lines = [
        [
            name,
            f"{watchers:,}",
            *(f"{ms:.0f}" for ms in (of.median, of.p99, of.longest)),
            *(f"{ms * 1000:.0f}" for ms in (of.relays, of.sessions, of.valkey, of.together)),
        ]
        for (name, watchers), of in found.items()
    ]
    text = (
        "From the commit of a reply until the version of a watcher's bell is raised; promised are"
        f" {PROMISED:,} ms. CPU in microseconds for each watcher of each reply, with all else that"
        " follows from it."
    )
    return section("Notifications", heads, lines, text)


def memory(found: dict[str, dict[str, Memory]]) -> str:
    """Each part of each site."""
    heads = ["MB"]
    heads += [f"{name}, {what}" for name in found for what in ("processes", "PSS", "RSS")]
    names = dict.fromkeys(part for of in found.values() for part in of)
    lines = [
        [part, *(cell for of in found.values() for cell in memory_cells(of.get(part)))]
        for part in names
    ]
    totals = [together(of.values()) for of in found.values()]
    lines.append(["together", *(cell for total in totals for cell in memory_cells(total))])
    text = (
        f"`manage.py up` with {WORKERS} web workers after {REQUESTS} requests to each page, without"
        " PostgreSQL. PSS divides what processes share among them; RSS counts it for each."
    )
    return section("Memory", heads, lines, text)


def memory_cells(of: Memory | None) -> list[str]:
    return [str(of.processes), f"{of.pss:.0f}", f"{of.rss:.0f}"] if of else ["", "", ""]


def together(parts: Iterable[Memory]) -> Memory:
    pss, rss, processes = zip(*parts, strict=True)
    return Memory(sum(pss), sum(rss), sum(processes))


def wire(found: dict[str, dict[str, Wire]]) -> str:
    heads = ["bytes", "site", "page", "compressed", "first visit", "requests"]
    lines = [
        [row, name, f"{of.plain:,}", f"{of.compressed:,}", f"{of.first_visit:,}", str(of.requests)]
        for name, rows in found.items()
        for row, of in rows.items()
    ]
    text = "A first visit: the page and all files that it names, compressed."
    return section("Over the wire", heads, lines, text)


def relay(found: dict[str, float], *, events: int, subscribers: int) -> str:
    return (
        f"## Events\n\n{events:,} events for {subscribers} subscribers that each write a row:"
        f" {found['events_a_second']:,.0f} events a second, {found['ms_an_event']:.2f} ms of CPU an"
        " event in the relay.\n"
    )


def cost(samples: Samples | None) -> str:
    """The median of all rounds, and the lowest and highest of them."""
    if samples is None:
        return ""
    return f"{samples.total:.2f} ({min(samples.totals):.2f} to {max(samples.totals):.2f})"


def ratio(own: Samples, other: Samples | None) -> str:
    return f"{own.total / other.total:.2f}" if other else ""


def section(title: str, heads: list[str], lines: list[list[str]], text: str = "") -> str:
    table = [heads, ["---", *["---:"] * (len(heads) - 1)], *lines]
    rows = "\n".join(f"| {' | '.join(cells)} |" for cells in table)
    return f"## {title}\n\n" + (f"{text}\n\n" if text else "") + f"{rows}\n"
