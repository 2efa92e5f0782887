"""What each list costs with 100,000 topics, beside an empty view: CPU milliseconds, statements.

`python bench/lists.py` starts servers of its own, fills them by SQL and asks as a member who
follows 500 topics.
"""

import http.client
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import first

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

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
TAGS = """
    INSERT INTO forum_tag (name, folded_name, description, topics_count)
    SELECT 'tag' || n, 'tag' || n, '', 0 FROM generate_series(1, 200) AS n
"""
TAGGED = """
    INSERT INTO forum_topictag (topic_id, tag_id) SELECT thread.id, tag.id
    FROM discussions_thread AS thread JOIN forum_tag AS tag ON tag.id %% 200 = thread.id %% 200
"""


def main() -> None:
    with ExitStack() as stack:
        servers = stack.enter_context(first.own_servers())
        cookie = fill()
        web, _relay = stack.enter_context(first.processes())
        first.wait_until_it_serves()
        print_table({"web": web.pid, **servers}, cookie)


def fill() -> str:
    """Make the topics and their scores; return the member's cookie."""
    import os  # noqa: PLC0415

    os.environ["DJANGO_SETTINGS_MODULE"] = "community.settings"
    import django  # noqa: PLC0415

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from community.accounts.actions import sign_up  # noqa: PLC0415
    from community.discussions.actions import scores  # noqa: PLC0415
    from community.discussions.models import PERIODS  # noqa: PLC0415
    from forum.actions import open_category  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    admin = sign_up(username="admin", password=None, is_superuser=True)
    member = sign_up(username="bench", password=None)
    places = [
        open_category(title=f"Place {n}", slug=f"place-{n}", by=admin).pk for n in range(CATEGORIES)
    ]
    asked: dict[str, Any] = {
        "author": admin.pk,
        "member": member.pk,
        "places": places,
        "topics": TOPICS,
    }
    with connection.cursor() as cursor:
        for statement in [THREADS, POSTS, TOPICS_OF_THREADS, READINGS, TAGS, TAGGED, "ANALYZE"]:
            cursor.execute(statement, asked)
    jobs: list[tuple[str, Callable[[], object]]] = [
        ("hot, all of them", scores.repair_scores),
        *((f"top, {p}", partial(scores.refresh_top, period=p)) for p in PERIODS),
    ]
    for name, job in jobs:
        began = time.perf_counter()
        job()
        sys.stdout.write(f"{name}: {time.perf_counter() - began:.2f} s\n")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE discussions_thread")
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = "community.accounts.adapter.Backend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def addresses() -> dict[str, str]:
    from forum.lists.orders import ORDERS  # noqa: PLC0415
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
        "tag latest": "/tag/tag7/",
        "tag hot": "/tag/tag7/l/hot/",
    }


def print_table(watched: dict[str, int], cookie: str) -> None:
    sys.stdout.write(
        f"\n{'':18}{'CPU ms':>8}{'database':>10}{'times empty':>13}{'statements':>12}\n"
    )
    connection = http.client.HTTPConnection("127.0.0.1", first.PORT)
    floor = 0.0
    for name, path in addresses().items():
        request = ("GET", path, "", {"Cookie": cookie})
        for _ in range(3):
            first.send(connection, request)
        before = {key: first.cpu(pid) for key, pid in watched.items()}
        for _ in range(TIMES):
            first.send(connection, request)
        used = {key: (first.cpu(pid) - before[key]) * 1000 / TIMES for key, pid in watched.items()}
        total = sum(used.values())
        floor = floor or max(total, 0.1)
        told = f"{name:18}{total:8.2f}{used['postgresql']:10.2f}{total / floor:13.1f}"
        sys.stdout.write(f"{told}{statements(path, cookie):>12}\n")


def statements(path: str, cookie: str) -> int:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    client.cookies["sessionid"] = cookie.partition("=")[2]
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


if __name__ == "__main__":
    main()
