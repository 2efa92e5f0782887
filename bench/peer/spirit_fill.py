"""Fills django-spirit with the same members, topics, posts and texts as ours; see fill.py."""

from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.utils.text import slugify
from spirit.category.models import Category
from spirit.core.utils.markdown import Markdown

CATEGORIES = 12
FIRST = 4  # of the members who write, after those who only read
REPLIES = 20  # in the topic that is read
TITLE = "The topic that is read"
LAST = "These are the last words of the topic."
BACKEND = "spirit.user.auth.backends.UsernameAuthBackend"

TEXTS = "CREATE UNLOGGED TABLE bench_text (id int PRIMARY KEY, source text, html text)"
TOPICS = """
    INSERT INTO spirit_topic_topic (id, user_id, category_id, title, slug, date, last_active,
        reindex_at, is_pinned, is_globally_pinned, is_closed, is_removed, view_count, comment_count)
    SELECT n, (%(authors)s::bigint[])[1 + n * 31 %% %(authors_count)s],
        (%(places)s::bigint[])[1 + n %% %(places_count)s],
        (%(titles)s::text[])[1 + n %% %(titles_count)s] || ' (' || n || ')',
        (%(slugs)s::text[])[1 + n %% %(titles_count)s] || '-' || n,
        now() - (%(topics)s - n + 60) * interval '3 minutes',
        now() - (%(topics)s - n + 10) * interval '3 minutes', now(), false, false, false, false,
        n %% 400, %(each)s
    FROM generate_series(1, %(topics)s) AS n
"""
COMMENTS = """
    INSERT INTO spirit_comment_comment (id, topic_id, user_id, comment, comment_html, action, date,
        is_removed, is_modified, modified_count, likes_count)
    SELECT (topic.id - 1) * %(each)s + n, topic.id,
        (%(authors)s::bigint[])[1 + (topic.id * 31 + (n - 1) %% 6) %% %(authors_count)s],
        bench_text.source, bench_text.html, 0, topic.date + n * interval '1 minute', false, false,
        0, 0
    FROM spirit_topic_topic AS topic CROSS JOIN generate_series(1, %(each)s) AS n
    JOIN bench_text ON bench_text.id = (topic.id * 7 + n * 13) %% %(texts)s
    ORDER BY 1
"""
# What spirit itself writes when a member replies in a topic, and when one reads it.
READINGS = [
    """
    INSERT INTO spirit_topic_unread_topicunread (user_id, topic_id, date, is_read)
    SELECT user_id, topic_id, max(date), true FROM spirit_comment_comment GROUP BY 1, 2
    """,
    """
    INSERT INTO spirit_comment_bookmark_commentbookmark (user_id, topic_id, comment_number)
    SELECT user_id, topic_id, 1 FROM spirit_comment_comment GROUP BY 1, 2
    """,
    """
    INSERT INTO spirit_topic_notification_topicnotification
        (user_id, topic_id, comment_id, date, action, is_read, is_active)
    SELECT user_id, topic_id, max(id), max(date), 2, topic_id %% 2 = 0, true
    FROM spirit_comment_comment GROUP BY 1, 2
    """,
    """
    INSERT INTO spirit_topic_unread_topicunread (user_id, topic_id, date, is_read)
    SELECT %(reader)s, id, last_active, false FROM spirit_topic_topic ORDER BY id DESC LIMIT 40
    """,
    """
    INSERT INTO spirit_comment_bookmark_commentbookmark (user_id, topic_id, comment_number)
    SELECT %(reader)s, id, 1 + id %% comment_count FROM spirit_topic_topic ORDER BY id DESC LIMIT 40
    """,
]
SEQUENCES = """
    SELECT setval(pg_get_serial_sequence(name, 'id'), 100 + (
        SELECT max(id) FROM spirit_comment_comment)) FROM unnest(ARRAY['spirit_topic_topic',
        'spirit_comment_comment']) AS name
"""


def fill(
    *, topics: int, posts_each: int, members: int, writers: int, texts: list[str], titles: list[str]
) -> dict[str, Any]:
    """Make members, topics and posts; return who asks, and for what."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people = [User.objects.create(username=f"member{n}") for n in range(1, members + 1)]
    places = [Category.objects.create(title=f"Place {n}") for n in range(CATEGORIES)]
    authors = [author.pk for author in people[writers + FIRST :]]
    given: dict[str, Any] = {
        "titles": titles,
        "slugs": [slugify(title)[:40].strip("-") for title in titles],
        "authors": authors,
        "places": [place.pk for place in places],
        "topics": topics + 1,
        "each": posts_each,
        "texts": len(texts),
        "authors_count": len(authors),
        "places_count": len(places),
        "titles_count": len(titles),
        "reader": people[0].pk,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # what is written here is whole
        cursor.execute(TEXTS)
        rows = [(n, text, Markdown().render(text)) for n, text in enumerate(texts)]
        cursor.executemany("INSERT INTO bench_text VALUES (%s, %s, %s)", rows)
        for statement in (TOPICS, COMMENTS, *READINGS, SEQUENCES):
            cursor.execute(statement, given)
        lengthen(cursor, topics + 1, given)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("DROP TABLE bench_text")
        cursor.execute("UPDATE spirit_user_userprofile SET last_ip = '127.0.0.1'")
        settings = [("comments_per_page", "50"), ("topics_per_page", "30"), ("_updated_at", "1")]
        cursor.executemany("INSERT INTO djconfig_config (key, value) VALUES (%s, %s)", settings)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT slug FROM spirit_topic_topic WHERE id = %s", [topics + 1])
        (slug,) = cursor.fetchone()
    return {
        "reader": cookie(people[0]),
        "writers": [cookie(writer) for writer in people[FIRST : writers + FIRST]],
        "topic": f"/topic/{topics + 1}/{slug}/",
        "topics": topics,
        "posts_each": posts_each,
        "last_words": LAST,
    }


def lengthen(cursor: Any, topic: int, given: dict[str, Any]) -> None:
    """Give the topic that is read its name and its replies."""
    cursor.execute(
        "INSERT INTO spirit_comment_comment (topic_id, user_id, comment, comment_html, action,"
        " date, is_removed, is_modified, modified_count, likes_count)"
        " SELECT %s, (%s::bigint[])[n], source, html, 0, now(), false, false, 0, 0"
        " FROM generate_series(%s, %s) AS n JOIN bench_text ON id = n ORDER BY n",
        [topic, given["authors"], given["each"] + 1, REPLIES],
    )
    cursor.execute(
        "INSERT INTO spirit_comment_comment (topic_id, user_id, comment, comment_html, action,"
        " date, is_removed, is_modified, modified_count, likes_count)"
        " VALUES (%s, %s, %s, %s, 0, now(), false, false, 0, 0)",
        [topic, given["authors"][0], LAST, Markdown().render(LAST)],
    )
    cursor.execute(
        "UPDATE spirit_topic_topic SET title = %s, comment_count = %s, last_active = now()"
        " WHERE id = %s",
        [TITLE, REPLIES + 1, topic],
    )


def cookie(member: User) -> str:
    """A session of this member, as a browser sends it."""
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"
