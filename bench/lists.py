"""What each list costs with 100,000 topics, beside an empty view: CPU milliseconds, statements.

`python bench/lists.py` starts servers of its own, fills them by SQL and asks as a member who
follows 500 topics, as one who follows 5,000 and has read them all, and as one who has muted
places and reads a private one. `python bench/lists.py plans` prints what each list's statement
does instead.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from measure import Connections
from rows import page
from sites import Program, Site, used

TOPICS = 100_000
CATEGORIES = 12
TIMES = 40

THREADS = """
    INSERT INTO discussions_thread (kind, title, author_id, last_author_id, container_id,
        audience_id, highest_number, posts_count, others_count, likes_count, views_count, changes,
        created_at, bumped_at, hot, top_day, top_week, top_month, top_quarter, top_year, top_all,
        is_pinned_everywhere, solved_at)
    SELECT 'forum.topic', 'Topic number ' || n, %(author)s, %(author)s,
        (%(places)s::bigint[])[1 + n %% array_length(%(places)s::bigint[], 1)], 0, 4, 4,
        3 * (n %% 20 <> 0)::int, n %% 7, n %% 400, 0, now() - n * interval '3 minutes',
        now() - n * interval '3 minutes', 0, 0, 0, 0, 0, 0, 0, false,
        CASE WHEN n %% 10 <> 0 THEN now() END
    FROM generate_series(1, %(topics)s) AS n
"""
POSTS = """
    INSERT INTO discussions_post (thread_id, number, path, author_id, source, html, html_version,
        version, replies_count, likes_count, reactions, created_at)
    SELECT id, n, ARRAY[n], %(author)s, 'It only blinks.', '<p>It only blinks.</p>', 1, 1, 0,
        id %% 5, '{}', created_at
    FROM discussions_thread, generate_series(1, 4) AS n
"""
TOPICS_OF_THREADS = """
    INSERT INTO forum_topic (thread_id, category_id)
    SELECT id, container_id FROM discussions_thread
"""
READINGS = """
    INSERT INTO discussions_reading
        (member_id, thread_id, last_read_number, level, reason, read_ms)
    SELECT %(member)s, id, 1 + id %% 4, 2, 1, 0 FROM discussions_thread ORDER BY id LIMIT 500
"""
ALL_READ = """
    INSERT INTO discussions_reading
        (member_id, thread_id, last_read_number, level, reason, read_ms)
    SELECT %(reader)s, id, 4, 2, 1, 0 FROM discussions_thread ORDER BY id DESC LIMIT 5000
"""
MUTED = """
    INSERT INTO discussions_watch (member_id, kind, object_id, level)
    SELECT %(picky)s, 'forum.category', (%(places)s::bigint[])[2], 0 UNION ALL
    SELECT %(picky)s, 'forum.category', (%(places)s::bigint[])[3], 0 UNION ALL
    SELECT %(picky)s, 'forum.tag', id, 0 FROM discussions_tag WHERE id %% 200 < 3
"""
SPARSE = """
    WITH moved AS (
        UPDATE discussions_thread SET container_id = %(sparse)s WHERE id %% 20000 = 7 RETURNING id
    ) UPDATE forum_topic SET category_id = %(sparse)s WHERE thread_id IN (SELECT id FROM moved)
"""
PRIVATE = """
    WITH moved AS (
        UPDATE discussions_thread SET container_id = %(private)s, audience_id = %(audience)s
        WHERE id %% 9 = 1 RETURNING id
    ) UPDATE forum_topic SET category_id = %(private)s WHERE thread_id IN (SELECT id FROM moved)
"""
RARE = """
    WITH tag AS (
        INSERT INTO discussions_tag (name, folded_name, description, threads_count)
        VALUES ('rare', 'rare', '', 3) RETURNING id
    ) INSERT INTO discussions_threadtag (thread_id, tag_id)
    SELECT thread.id, tag.id FROM discussions_thread AS thread, tag WHERE thread.id %% 33000 = 5
"""
TAGS = """
    INSERT INTO discussions_tag (name, folded_name, description, threads_count)
    SELECT 'tag' || n, 'tag' || n, '', 0 FROM generate_series(1, 200) AS n
"""
TAGGED = """
    INSERT INTO discussions_threadtag (thread_id, tag_id) SELECT thread.id, tag.id
    FROM discussions_thread AS thread
    JOIN discussions_tag AS tag ON tag.id %% 200 = thread.id %% 200
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="community-bench-") as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)
        site = Site("lists", Program(), Path(folder, "lists"))
        site.start_servers(stack)
        os.environ |= site.environment
        cookies = fill()
        if "plans" in sys.argv[1:]:
            print_plans()
            return
        site.start_processes(stack)
        for name, cookie in cookies.items():
            print_table(name, site, cookie)


def fill() -> dict[str, str]:
    """Make the topics and their scores; return the members' cookies."""
    import django  # noqa: PLC0415

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from community.accounts.audiences.actions import form_audience  # noqa: PLC0415
    from community.accounts.models import Audience  # noqa: PLC0415
    from community.accounts.people.actions import sign_up  # noqa: PLC0415
    from community.discussions.models import PERIODS  # noqa: PLC0415
    from community.discussions.ranking import actions  # noqa: PLC0415
    from forum.actions import open_category  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    admin = sign_up(username="admin", password=None, is_superuser=True)
    who = ("bench", "reader", "picky")
    members = {name: sign_up(username=name, password=None) for name in who}
    audience = form_audience(
        kind=Audience.Kind.SHARED, members=[members["picky"]], title="A few of us"
    )
    places = [
        open_category(title=f"Place {n}", slug=f"place-{n}", by=admin).pk for n in range(CATEGORIES)
    ]
    asked: dict[str, Any] = {
        "author": admin.pk,
        "member": members["bench"].pk,
        "reader": members["reader"].pk,
        "picky": members["picky"].pk,
        "sparse": open_category(title="Sparse", slug="sparse", by=admin).pk,
        "private": open_category(title="Private", slug="private", audience=audience, by=admin).pk,
        "audience": audience.pk,
        "places": places,
        "topics": TOPICS,
    }
    with connection.cursor() as cursor:
        of_topics = [THREADS, POSTS, TOPICS_OF_THREADS, SPARSE, PRIVATE, TAGS, TAGGED, RARE]
        for statement in [*of_topics, READINGS, ALL_READ, MUTED, "ANALYZE"]:
            cursor.execute(statement, asked)
    jobs: list[tuple[str, Callable[[], object]]] = [
        ("hot, all of them", actions.repair_scores),
        *((f"top, {p}", partial(actions.refresh_top, period=p)) for p in PERIODS),
    ]
    for name, job in jobs:
        began = time.perf_counter()
        job()
        sys.stdout.write(f"{name}: {time.perf_counter() - began:.2f} s\n")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE discussions_thread")
    cookies = {}
    for name, member in members.items():
        session = SessionStore()
        session[SESSION_KEY] = str(member.pk)
        session[BACKEND_SESSION_KEY] = "community.accounts.adapter.Backend"
        session[HASH_SESSION_KEY] = member.get_session_auth_hash()
        session.save()
        cookies[name] = f"sessionid={session.session_key}"
    return cookies


def print_plans() -> None:
    """What PostgreSQL did for each list of each member: rows it looked at, milliseconds, nodes."""
    from community.accounts.models import User  # noqa: PLC0415
    from community.discussions.kinds import kind_named  # noqa: PLC0415
    from community.discussions.lists.orders import ORDERS  # noqa: PLC0415
    from community.discussions.lists.queries import counts, light_page, pinned  # noqa: PLC0415
    from community.discussions.lists.scope import Scope  # noqa: PLC0415
    from community.discussions.models import Tag  # noqa: PLC0415
    from forum.models import KIND, Category  # noqa: PLC0415

    narrow = dict.fromkeys(["", "rare", "tag7"])
    found = {place.slug: place for place in Category.objects.filter(slug__in=["sparse", "place-0"])}
    for member in User.objects.filter(username__in=["bench", "reader", "picky"]).order_by("pk"):
        for place, category in {**narrow, **found}.items():
            tag = Tag.objects.filter(name=place).first() if place else None
            scope = Scope(
                kind=kind_named(KIND), viewer=member, container=category, tag=tag, period="all"
            )
            for name, order in ORDERS.items():
                explained(
                    f"{member.username} {name} {place}", partial(light_page, order, scope, None)
                )
            explained(f"{member.username} pinned {place}", partial(pinned, scope))
            explained(f"{member.username} counts {place}", partial(counts, scope))


def explained(name: str, read: Callable[[], object]) -> None:
    from django.db import connection  # noqa: PLC0415

    from community.kernel.statements import sql_of  # noqa: PLC0415

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        if '"discussions_thread"' in sql_of(sql):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                told = cursor.fetchone()[0][0]
            seen = list(nodes(told["Plan"]))
            rows = sum(
                (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
                for node in seen
                if "Relation Name" in node
            )
            whole = sorted({n["Relation Name"] for n in seen if n["Node Type"] == "Seq Scan"})
            used = sorted({n["Index Name"] for n in seen if "Index Name" in n})
            line = f"{name:32}{told['Execution Time']:9.2f} ms{rows:9.0f} rows  "
            sys.stdout.write(f"{line}{', '.join(used)}  WHOLE: {', '.join(whole)}\n")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        read()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def addresses() -> dict[str, str]:
    from community.discussions.lists.orders import ORDERS  # noqa: PLC0415
    from forum.models import Category  # noqa: PLC0415

    place = Category.objects.order_by("pk").first()
    assert place
    base = place.get_absolute_url()
    lists = {name: "/" if name == "latest" else f"/{name}/" for name in ORDERS}
    return {
        "empty view": "/healthz",
        **lists,
        "category latest": base,
        "category top": f"{base}l/top/?period=all",
        "sparse category": Category.objects.get(slug="sparse").get_absolute_url(),
        "rare tag": "/tag/rare/",
        "tag latest": "/tag/tag7/",
        "tag hot": "/tag/tag7/l/hot/",
    }


def print_table(who: str, site: Site, cookie: str) -> None:
    sys.stdout.write(
        f"\n{who:18}{'CPU ms':>8}{'database':>10}{'times empty':>13}{'statements':>12}\n"
    )
    connections = Connections(site)
    floor = 0.0
    for name, path in addresses().items():
        request = page(path, cookie=cookie)
        for _ in range(8):
            connections.send(request)
        before = site.clocks()
        for _ in range(TIMES):
            connections.send(request)
        spent = {part: ms / TIMES for part, ms in used(before, site.clocks()).items()}
        total = sum(spent.values())
        floor = floor or max(total, 0.1)
        told = f"{name:18}{total:8.2f}{spent['postgresql']:10.2f}{total / floor:13.1f}"
        sys.stdout.write(f"{told}{statements(path, cookie):>12}\n")


def statements(path: str, cookie: str) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client()
    client.cookies["sessionid"] = cookie.partition("=")[2]
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


if __name__ == "__main__":
    main()
