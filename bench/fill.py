"""Fills a site of this project, whichever its revision: by SQL, and by actions for what is small.

Runs inside the site (inside.py), so it may use only what all compared revisions have.
"""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

from community.accounts.models import User
from community.accounts.people.actions import sign_up
from community.kernel.markdown import VERSION, render
from forum.actions import open_category

CATEGORIES = 12
TAGS = 100
FOLLOWERS = {"40": (40, False), "4,000": (4000, False), "4,000 (all read)": (4000, True)}
REPLIES = 20  # in the topic that is read
TITLE = "The topic that is read"
LAST = "These are the last words of the topic."

TEXTS = "CREATE UNLOGGED TABLE bench_text (id int PRIMARY KEY, source text, html text)"
THREADS = """
    INSERT INTO discussions_thread (id, kind, title, author_id, last_author_id, container_id,
        audience_id, highest_number, posts_count, others_count, likes_count, views_count, changes,
        created_at, bumped_at, hot, top_day, top_week, top_month, top_quarter, top_year, top_all,
        is_pinned_everywhere)
    SELECT n, 'forum.topic', (%(titles)s::text[])[1 + n %% %(titles_count)s]
            || ' (' || n || ')',
        (%(authors)s::bigint[])[1 + n * 31 %% %(authors_count)s],
        (%(authors)s::bigint[])[1 + (n * 31 + (%(each)s - 1) %% 6) %% %(authors_count)s],
        (%(places)s::bigint[])[1 + n %% %(places_count)s], 0, %(each)s, %(each)s,
        %(each)s - (%(each)s + 5) / 6, 0, n %% 400, 0,
        now() - (%(topics)s - n + 60) * interval '3 minutes',
        now() - (%(topics)s - n + 10) * interval '3 minutes', 0, 0, 0, 0, 0, 0, 0, false
    FROM generate_series(1, %(topics)s) AS n
"""
OWNERS = """
    INSERT INTO forum_topic (thread_id, category_id)
    SELECT id, container_id FROM discussions_thread
"""
# Six members write in a topic; every third post answers the one before it, the others the topic.
POSTS = """
    INSERT INTO discussions_post (id, thread_id, number, parent_id, path, author_id, source, html,
        html_version, version, replies_count, likes_count, reactions, created_at)
    SELECT (thread.id - 1) * %(each)s + n, thread.id, n,
        CASE WHEN n > 2 AND n %% 3 = 0 THEN (thread.id - 1) * %(each)s + n - 1 END,
        CASE WHEN n > 2 AND n %% 3 = 0 THEN ARRAY[n - 1, n] ELSE ARRAY[n] END,
        (%(authors)s::bigint[])[1 + (thread.id * 31 + (n - 1) %% 6) %% %(authors_count)s],
        bench_text.source, bench_text.html, %(version)s, 1,
        (n > 1 AND n %% 3 = 2 AND n < %(each)s)::int, 0, '{}',
        thread.created_at + n * interval '1 minute'
    FROM discussions_thread AS thread CROSS JOIN generate_series(1, %(each)s) AS n
    JOIN bench_text ON bench_text.id = (thread.id * 7 + n * 13) %% %(texts)s
    ORDER BY 1
"""
READINGS = """
    INSERT INTO discussions_reading
        (member_id, thread_id, last_read_number, level, reason, read_ms)
    SELECT author_id, thread_id, max(number), 2, 3, 60000
    FROM discussions_post GROUP BY author_id, thread_id
"""
FOLLOWED = """
    INSERT INTO discussions_reading
        (member_id, thread_id, last_read_number, level, reason, read_ms)
    SELECT %(member)s, id, CASE WHEN %(read)s THEN highest_number ELSE 1 + id %% highest_number END,
        2, 4, 60000 FROM discussions_thread
    WHERE id %% %(every)s = 0 ORDER BY id DESC LIMIT %(follows)s
"""
MADE_TAGS = """
    INSERT INTO discussions_tag (name, folded_name, description, threads_count)
    SELECT 'tag' || n, 'tag' || n, '', 0 FROM generate_series(1, %(tags)s) AS n
"""
TAGGED = """
    INSERT INTO discussions_threadtag (thread_id, tag_id)
    SELECT thread.id, tag.id FROM discussions_thread AS thread
    JOIN generate_series(1, 3) AS k ON k <= thread.id %% 4
    JOIN discussions_tag AS tag ON tag.name = 'tag' || 1 + (thread.id + k * 17) %% %(tags)s
"""
COUNTED = """
    UPDATE discussions_container AS place SET threads_count = counted.threads,
        posts_count = counted.posts
    FROM (SELECT container_id, count(*) AS threads, sum(posts_count) AS posts
        FROM discussions_thread GROUP BY container_id) AS counted
    WHERE counted.container_id = place.id;
    UPDATE discussions_tag AS tag SET threads_count = counted.threads
    FROM (SELECT tag_id, count(*) AS threads FROM discussions_threadtag GROUP BY tag_id) AS counted
    WHERE counted.tag_id = tag.id
"""
SEQUENCES = """
    SELECT setval(pg_get_serial_sequence(name, 'id'), 100 + (
        SELECT max(id) FROM discussions_post)) FROM unnest(ARRAY['discussions_thread',
        'discussions_post']) AS name
"""


def fill(
    *, topics: int, posts_each: int, members: int, writers: int, texts: list[str], titles: list[str]
) -> dict[str, Any]:
    """Make members, topics and posts; return who asks, and for what."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    admin = sign_up(username="admin", password=None, is_superuser=True)
    people = [
        sign_up(username=f"member{n}", password=None, trust_level=2) for n in range(1, members + 1)
    ]
    places = [
        open_category(title=f"Place {n}", slug=f"place-{n}", by=admin) for n in range(CATEGORIES)
    ]
    first = len(FOLLOWERS) + 1  # of the members who write
    authors = [author.pk for author in people[writers + first :]]
    given: dict[str, Any] = {
        "titles": titles,
        "authors": authors,
        "places": [place.pk for place in places],
        "topics": topics + 1,
        "each": posts_each,
        "version": VERSION,
        "texts": len(texts),
        "authors_count": len(authors),
        "places_count": len(places),
        "titles_count": len(titles),
        "tags": TAGS,
    }
    reader, *followers = people[: len(FOLLOWERS) + 1]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # what is written here is whole
        cursor.execute(TEXTS)
        rows = [(n, text, render(text)) for n, text in enumerate(texts)]
        cursor.executemany("INSERT INTO bench_text VALUES (%s, %s, %s)", rows)
        for statement in (THREADS, OWNERS, POSTS, READINGS, MADE_TAGS, TAGGED):
            cursor.execute(statement, given)
        follow(cursor, reader, 40, every=1)
        for member, (follows, has_read) in zip(followers, FOLLOWERS.values(), strict=True):
            follow(cursor, member, follows, every=max(topics // follows, 1), has_read=has_read)
        cursor.execute(SEQUENCES)
        lengthen(cursor, topics + 1, given)
        cursor.execute(COUNTED)
        cursor.execute("SET session_replication_role = origin")
        know_what_is_unread()
        cursor.execute("DROP TABLE bench_text")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return {
        "reader": cookie(reader),
        "followers": dict(zip(FOLLOWERS, map(cookie, followers), strict=True)),
        "writers": [cookie(writer) for writer in people[first : writers + first]],
        "topic": f"/t/the-topic-that-is-read/{topics + 1}/",
        "topics": topics,
        "posts_each": posts_each,
        "last_words": LAST,
    }


def follow(cursor: Any, member: User, follows: int, *, every: int, has_read: bool = False) -> None:
    """Let a member follow so many topics, with unread posts in most of them or in none."""
    given = {"member": member.pk, "follows": follows, "every": every, "read": has_read}
    cursor.execute(FOLLOWED, given)


def know_what_is_unread() -> None:
    """What the worker would have done by now; earlier revisions keep no hints."""
    with suppress(ImportError):
        from community.discussions.reading import actions_hints as hints  # noqa: PLC0415

        hints.repair_hints()
        while hints.are_hints_due():
            hints.update_hints()


def lengthen(cursor: Any, topic: int, given: dict[str, Any]) -> None:
    """Give the topic that is read its name and its replies."""
    cursor.execute("UPDATE discussions_thread SET title = %s WHERE id = %s", [TITLE, topic])
    cursor.execute(
        "INSERT INTO discussions_post (thread_id, number, path, author_id, source, html,"
        " html_version, version, replies_count, likes_count, reactions)"
        " SELECT %s, n, ARRAY[n], (%s::bigint[])[n], source, html, %s, 1, 0, 0, '{}'"
        " FROM generate_series(%s, %s) AS n JOIN bench_text ON id = n",
        [topic, given["authors"], VERSION, given["each"] + 1, REPLIES + 1],
    )
    cursor.execute(
        "UPDATE discussions_post SET source = %s, html = %s WHERE thread_id = %s AND number = %s",
        [LAST, render(LAST), topic, REPLIES + 1],
    )
    cursor.execute(
        "UPDATE discussions_thread AS thread SET highest_number = %s, posts_count = %s,"
        " bumped_at = now(), others_count = (SELECT count(*) FROM discussions_post AS post"
        " WHERE post.thread_id = thread.id AND post.author_id <> thread.author_id) WHERE id = %s",
        [REPLIES + 1, REPLIES + 1, topic],
    )


def cookie(member: User) -> str:
    """A session of this member, as a browser sends it."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"
