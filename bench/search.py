"""Search among 1,000,000 generated posts: CPU, waiting, plans; beside the 200 ms that are promised.

    make bench ROWS=search                  fills a site of its own: ten minutes
    POSTS=50000 python bench/search.py      one minute
    python bench/search.py word operator    only shapes that have these words

For each shape of query: CPU milliseconds of the web process and of the database, the median and
the 95th percentile of the time until the answer was there, the same of its statement alone, sent
by psycopg2, and what part of the whole that is. Then what indexing costs.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import search_data
from lists import nodes
from measure import Connections
from rows import Request, page
from sites import Program, Site, cpu, used

POSTS = int(os.environ.get("POSTS", "1000000"))
PROMISED = 200  # milliseconds, of 95 in 100 answers
EACH = 20  # different queries of a shape
TIMES = 3  # that each is asked
INDEXED = 2_000  # posts that are indexed again
BIG = ("search_document", "discussions_post", "discussions_thread")


@dataclass(frozen=True)
class Shape:
    """Queries that are alike. They may take the whole index, or none of it: `is_by_words`."""

    name: str
    queries: Sequence[str]
    path: str = "/api/v1/search/"
    parameter: str = "q"
    is_by_words: bool = True

    def request(self, n: int, cookie: str) -> Request:
        told = urlencode({self.parameter: self.queries[n % len(self.queries)]})
        return page(f"{self.path}?{told}", cookie=cookie)


def shapes() -> Iterator[Shape]:
    language = search_data.Language()

    def words(rank: int) -> list[str]:
        return language.words[rank : rank + EACH]

    everywhere, frequent, other, third = words(0), words(110), words(140), words(170)
    usual, rare, rarest = words(1300), words(13_000), words(130_000)
    pairs = list(zip(frequent, other, strict=True))
    hanzi = [language.hanzi(3) for _ in range(EACH)]
    yield Shape("word everywhere", everywhere)
    yield Shape("word in 40,000", frequent)
    yield Shape("word in 4,000", usual)
    yield Shape("word in 400", rare)
    yield Shape("word in 40", rarest)
    yield Shape("two frequent words", [f"{a} {b}" for a, b in pairs])
    yield Shape("three frequent words", joined(frequent, other, third))
    yield Shape("four words", joined(everywhere, frequent, other, usual))
    yield Shape("four words everywhere", joined(*(words(n * EACH) for n in range(4))))
    yield Shape("phrase", [f'"{a} {b}"' for a, b in pairs])
    yield Shape("phrase of words everywhere", [f'"{a} {b}"' for a, b in zip(everywhere, words(5))])  # noqa: B905
    yield Shape("Chinese", hanzi)
    yield Shape("word without another", [f"{a} -{b}" for a, b in pairs])
    yield Shape("word, newest", [f"{a} order:newest" for a in frequent])
    yield Shape("word, oldest", [f"{a} order:oldest" for a in frequent])
    terms = {
        "category:": "category:place-0", "user:": "@member0", "tag:": "#tag5",
        "status:": "status:solved", "kind:": "kind:topic", "after:": "after:2025-06-01",
        "before:": "before:2021-06-01",
    }  # fmt: skip
    for name, term in terms.items():
        by_words = name not in {"after:", "before:"}
        yield Shape(f"operator {name}", [term], is_by_words=by_words)
        yield Shape(f"operator {name} and word", [f"{a} {term}" for a in frequent])
    yield Shape("operator in:title and word", [f"{a} in:title" for a in frequent])
    quick = "/api/v1/search/quick/"
    yield Shape("quick: a frequent word's beginning", [word[:3] for word in usual], quick)
    yield Shape("quick: two words", [f"{a} {b[:3]}" for a, b in pairs], quick)
    titles = joined(everywhere, frequent, usual, rare)
    yield Shape("similar titles", titles, "/api/v1/search/similar/", "title")


def joined(*words: Sequence[str]) -> list[str]:
    return [" ".join(some) for some in zip(*words, strict=True)]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="community-bench-") as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)
        site = Site("search", Program(), Path(folder, "search"))
        site.start_servers(stack)
        os.environ |= site.environment
        set_up()
        began = time.monotonic()
        cast = search_data.fill(POSTS)
        say(f"{POSTS:,} posts and their documents: {time.monotonic() - began:.0f} s")
        measure(site, stack, cast["cookies"])


def set_up() -> None:
    import django  # noqa: PLC0415

    django.setup()


def measure(site: Site, stack: ExitStack, cookies: Sequence[str]) -> None:
    """All of it, on a site that is filled."""
    say_sizes(site)
    site.start_processes(stack)
    asked = [shape for shape in shapes() if all(word in shape.name for word in sys.argv[1:])]
    heads = f"{'CPU ms':>9}{'database':>10}{'p50 ms':>9}{'p95 ms':>9}{'SQL p50':>9}{'part':>7}"
    say(f"\n{'':36}{heads}{'results':>9}")
    late = [shape.name for shape in asked if not is_in_time(shape, site, cookies)]
    say(f"\nlater than {PROMISED} ms: {', '.join(late) or 'none'}")
    if not sys.argv[1:]:
        say_indexing()


def is_in_time(shape: Shape, site: Site, cookies: Sequence[str]) -> bool:
    connections = Connections(site)
    requests = [shape.request(n, cookies[n % len(cookies)]) for n in range(EACH * TIMES)]
    for request in requests[:EACH]:
        status, text = connections.send(request)
        if status != 200:
            raise SystemExit(f"{shape.name}: {status} {text[:500]}")
    told = json.loads(text)
    waited, before = [], site.clocks()
    for request in requests:
        began = time.perf_counter()
        connections.send(request)
        waited.append((time.perf_counter() - began) * 1000)
    spent = {part: ms / len(requests) for part, ms in used(before, site.clocks()).items()}
    total = spent["web"] + spent["postgresql"]
    sql = bare(shape, site)
    half, most = median(waited), percentile(waited)
    line = f"{shape.name:36}{total:9.1f}{spent['postgresql']:10.1f}{half:9.1f}{most:9.1f}"
    count = told.get("count", len(told.get("results", ()))) if isinstance(told, dict) else len(told)
    say(f"{line}{sql:9.1f}{sql / half:7.0%}{count:>9}")
    return most <= PROMISED


def percentile(waited: Sequence[float]) -> float:
    return sorted(waited)[int(len(waited) * 0.95)]


def bare(shape: Shape, site: Site) -> float:
    """The median of the time that its statements take by themselves; they are looked at, too."""
    took = []
    with site.database.cursor() as cursor:
        for n in range(min(EACH, len(shape.queries))):
            for sql in statements(shape, n):
                cursor.execute(sql)
                began = time.perf_counter()
                cursor.execute(sql)
                cursor.fetchall()
                took.append((time.perf_counter() - began) * 1000)
                if n == 0:
                    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
                    [(plan,)] = cursor.fetchall()
                    look_at(shape, plan[0]["Plan"])
    return median(took)


def statements(shape: Shape, n: int) -> list[str]:
    """The statement of a query as it is sent."""
    from django.db import connection  # noqa: PLC0415

    from community.accounts.models import User  # noqa: PLC0415
    from community.search import queries  # noqa: PLC0415
    from community.search.language.parsing import parse  # noqa: PLC0415

    viewer = User.objects.get(username="member1")
    found: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if "matched AS" in str(sql):
            assert not params, "it has its values in it"
            found.append(sql)
        return execute(sql, params, many, context)

    text = shape.queries[n]
    with connection.execute_wrapper(keep):
        if shape.path.endswith("quick/"):
            queries.quick(text, viewer)
        elif shape.path.endswith("similar/"):
            queries.similar(text, viewer)
        else:
            queries.find(parse(text, viewer), viewer)
    return found[:1]


def look_at(shape: Shape, plan: dict[str, Any]) -> None:
    """What was executed of a plan uses the index of words, and reads no large table whole."""
    done = [node for node in nodes(plan) if node["Actual Loops"]]
    whole = {node["Relation Name"] for node in done if node["Node Type"] == "Seq Scan"} & {*BIG}
    if whole and POSTS >= 500_000:
        raise SystemExit(f"{shape.name} reads all of {whole}")
    if shape.is_by_words and "search_document_lexemes" not in {n.get("Index Name") for n in done}:
        raise SystemExit(f"{shape.name} does not use search_document_lexemes")
    if "plans" in os.environ.get("SHOW", ""):
        for node in done:
            where = (
                node.get("Index Name") or node.get("Relation Name") or node.get("CTE Name") or ""
            )
            rows = node["Actual Rows"] * node["Actual Loops"]
            say(f"    {node['Actual Total Time']:9.1f} ms {rows:9.0f}  {node['Node Type']} {where}")


def say_sizes(site: Site) -> None:
    say("")
    for relation in (*BIG, "search_document_lexemes"):
        total = site.value(f"SELECT pg_total_relation_size('{relation}') / 1e6")
        heap = site.value(f"SELECT pg_relation_size('{relation}') / 1e6")
        say(f"{relation:30}{total:9,.0f} MB, of which its own file{heap:9,.0f}")


def say_indexing() -> None:
    """Documents a second of a rebuild, and what one reply adds."""
    from django.db import connection, transaction  # noqa: PLC0415

    from community.search.indexing.actions import index  # noqa: PLC0415

    ids = range(POSTS // 2, POSTS // 2 + INDEXED)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_document WHERE object_id = ANY(%s)", [list(ids)])
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    for name, size in (("in hundreds, as a rebuild does", 100), ("one by one, as replies are", 1)):
        some = ids[: INDEXED if size > 1 else INDEXED // 10]
        began, spent = time.perf_counter(), cpu(os.getpid()) + cpu(backend)
        for first in some[::size]:
            with transaction.atomic():
                index("discussions.post", range(first, first + size))
        each = (cpu(os.getpid()) + cpu(backend) - spent) / 1e6 / len(some)
        per_second = len(some) / (time.perf_counter() - began)
        say(f"indexing {name}: {each:.2f} CPU ms a document, {per_second:,.0f} a second")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_document WHERE object_id = ANY(%s)", [list(ids)])


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
