"""What bench/search.py searches: so many generated posts, written by COPY with their documents.

Words are as frequent as in a language (Zipf): the hundredth stands in one post of twenty. A tenth
of the posts has a sentence of Chinese, and a twentieth is in a private category.
"""

import csv
import datetime
import io
import random
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import Any

VOCABULARY = 200_000
CATEGORIES = 20  # and a private one
TAGS = 200
POSTS_EACH = 10
SYLLABLES = [
    c + v
    for c in [
        "b",
        "c",
        "d",
        "f",
        "g",
        "h",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "v",
        "z",
        "st",
        "tr",
    ]
    for v in "aeiou"
]
ENDINGS = ["", "n", "r", "s", "t", "ing", "ed", "er", "ion"]
HANZI = [chr(0x4E00 + n * 7) for n in range(600)]
PER_COPY = 5_000  # rows
SINCE = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
DAYS = 2500

THREADS = [
    "id",
    "kind",
    "title",
    "author_id",
    "last_author_id",
    "container_id",
    "audience_id",
    "highest_number",
    "posts_count",
    "others_count",
    "likes_count",
    "views_count",
    "changes",
    "created_at",
    "bumped_at",
    "hot",
    "top_day",
    "top_week",
    "top_month",
    "top_quarter",
    "top_year",
    "top_all",
    "is_pinned_everywhere",
    "solved_at",
]
POSTS = [
    "id",
    "thread_id",
    "number",
    "path",
    "author_id",
    "source",
    "language",
    "html",
    "html_version",
    "version",
    "replies_count",
    "likes_count",
    "reactions",
    "created_at",
]


class Language:
    """Generated words, the most frequent first, and texts of them."""

    def __init__(self) -> None:
        self.random = random.Random(17)  # noqa: S311 - the same each time
        self.words = list(islice(self._words(), VOCABULARY))
        self.weights = list(accumulate(1 / (n + 2.7) for n in range(VOCABULARY)))
        self.hanzi_weights = list(accumulate(1 / (n + 5) for n in range(len(HANZI))))

    def _words(self) -> Iterator[str]:
        """The first ones are short."""
        seen: set[str] = set()
        while True:
            syllables = 1 + (len(seen) > 300) + (len(seen) > 30_000)
            word = "".join(self.random.choices(SYLLABLES, k=syllables))
            word += self.random.choice(ENDINGS)
            if word not in seen:
                seen.add(word)
                yield word

    def text(self, length: int) -> str:
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=length))

    def hanzi(self, length: int) -> str:
        return "".join(self.random.choices(HANZI, cum_weights=self.hanzi_weights, k=length))


def fill(posts: int) -> dict[str, Any]:
    """Make all of it; return who asks: cookies of members, and some ids."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from community.accounts.audiences.actions import form_audience  # noqa: PLC0415
    from community.accounts.models import Audience  # noqa: PLC0415
    from community.accounts.people.actions import sign_up  # noqa: PLC0415
    from forum.actions import open_category  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    admin = sign_up(username="admin", password=None, is_superuser=True)
    members = [sign_up(username=f"member{n}", password=None, trust_level=2) for n in range(100)]
    few = form_audience(kind=Audience.Kind.SHARED, members=members[:1], title="A few of us")
    places = [
        open_category(title=f"Place {n}", slug=f"place-{n}", by=admin) for n in range(CATEGORIES)
    ]
    places.append(open_category(title="Private", slug="private", audience=few, by=admin))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO discussions_tag (name, folded_name, description, threads_count)"
            " SELECT 'tag' || n, 'tag' || n, '', 0 FROM generate_series(1, %s) AS n RETURNING id",
            [TAGS],
        )
        tags = [pk for (pk,) in cursor.fetchall()]
    _write(posts, [member.pk for member in members], places, tags)
    return {"cookies": [_cookie(member) for member in members]}


def _cookie(member: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = "community.accounts.adapter.Backend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def _write(posts: int, members: Sequence[int], places: Sequence[Any], tags: Sequence[int]) -> None:
    """Rows without their indexes, which are made after: that takes a quarter of the time."""
    from django.db import connection  # noqa: PLC0415

    from community.search.indexing.rows import COLUMNS  # noqa: PLC0415

    made = _Made(posts, members, places, tags)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # what is written here is whole
        cursor.execute("DROP INDEX search_document_lexemes")
        _copy(cursor, "discussions_thread", THREADS, made.threads())
        cursor.execute(
            "INSERT INTO forum_topic (thread_id, category_id)"
            " SELECT id, container_id FROM discussions_thread"
        )
        _copy(cursor, "discussions_threadtag", ["thread_id", "tag_id"], made.tagged())
        rows = made.posts_and_documents()
        while part := list(islice(rows, PER_COPY)):
            _copy(cursor, "discussions_post", POSTS, [post for post, _ in part])
            columns = ["source", *COLUMNS]
            _copy(cursor, "search_document", columns, [document for _, document in part])
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(
            "CREATE INDEX search_document_lexemes ON search_document USING gin (lexemes)"
        )
        for table in ("discussions_thread", "discussions_post", "search_document", "forum_topic"):
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(name, 'id'), %s)"
            " FROM unnest(ARRAY['discussions_thread', 'discussions_post']) AS name",
            [posts],
        )
        cursor.execute("RESET session_replication_role")


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: Any) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    text.seek(0)
    cursor.copy_expert(
        f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv, NULL '-')", text
    )


class _Made:
    """The rows, one after the other in the order of their times."""

    def __init__(
        self, posts: int, members: Sequence[int], places: Sequence[Any], tags: Sequence[int]
    ) -> None:
        self.language, self.random = Language(), random.Random(5)  # noqa: S311
        self.posts, self.members = posts, members
        self.topics = posts // POSTS_EACH
        of_place = list(accumulate(1 / (n + 1) for n in range(CATEGORIES)))
        self.facts = [
            {
                "title": self.language.text(self.random.randint(4, 9)),
                "place": places[-1]
                if self.random.random() < 0.05
                else self.random.choices(places[:-1], cum_weights=of_place)[0],
                "tags": self.random.sample(list(tags), self.random.randint(0, 3)),
                "solved": self.random.random() < 0.3,
                "author": self.author(),
            }
            for _ in range(self.topics)
        ]

    def author(self) -> int:
        """A few write a lot."""
        return self.members[int(self.random.paretovariate(0.7)) % len(self.members)]

    def at(self, post: int) -> datetime.datetime:
        return SINCE + datetime.timedelta(days=DAYS * post / self.posts)

    def threads(self) -> Iterator[list[Any]]:
        for n, fact in enumerate(self.facts, 1):
            at, zeros = self.at(n * POSTS_EACH), [0] * 8
            solved_at = at if fact["solved"] else "-"
            last = [POSTS_EACH, POSTS_EACH, POSTS_EACH - 1, 0, n % 400, 0]
            place = fact["place"]
            who = [fact["author"], fact["author"], place.pk, place.audience_id]
            yield [n, "forum.topic", fact["title"][:200], *who, *last, at, at, *zeros, solved_at]

    def tagged(self) -> Iterator[tuple[int, int]]:
        for n, fact in enumerate(self.facts, 1):
            yield from ((n, tag) for tag in fact["tags"])

    def posts_and_documents(self) -> Iterator[tuple[list[Any], list[Any]]]:
        """Posts of about five hundred topics lie between each other, as on a busy site."""
        from community.kernel.markdown import VERSION  # noqa: PLC0415
        from community.search.indexing.rows import COLUMNS, columns_of  # noqa: PLC0415

        counts = [0] * self.topics
        for pk in range(1, self.posts + 1):
            thread = self._thread_of(pk, counts)
            counts[thread] += 1
            entry = self._entry(pk, thread, counts[thread])
            columns = columns_of("discussions.post", [entry])
            post = [pk, thread + 1, entry.number, f"{{{entry.number}}}", entry.author_id]
            post += [entry.body, "en", f"<p>{entry.body}</p>", VERSION, 1, 0, 0, "{}"]
            document = ["discussions.post", *(columns[name][0] for name in COLUMNS)]
            yield [*post, entry.created_at], document

    def _thread_of(self, pk: int, counts: Sequence[int]) -> int:
        newest = (pk - 1) // POSTS_EACH
        if not counts[newest]:
            return newest
        return max(0, newest - int(self.random.expovariate(1 / 500)))

    def _entry(self, pk: int, thread: int, number: int) -> Any:
        from community.search.registration import Entry, key  # noqa: PLC0415

        fact, opens = self.facts[thread], number == 1
        length = min(600, max(5, int(self.random.lognormvariate(3.8, 0.8))))
        body = self.language.text(length)
        if pk % 10 == 0:
            body += f" {self.language.hanzi(12)}"
        place, at = fact["place"], self.at(pk)
        return Entry(
            object_id=pk, kind="forum.topic", group_id=thread + 1, audience_id=place.audience_id,
            created_at=at, updated_at=at, title=fact["title"] if opens else "", body=body,
            number=number, container_ids=[place.pk],
            place=place.title if opens else f"{fact['title']} {place.title}",
            author_id=fact["author"] if opens else self.author(),
            tags=[(tag, f"tag{tag}") for tag in fact["tags"]],
            states=["solved", "open"] if fact["solved"] else ["unsolved", "open"],
            language="en", keys=[key("topic", thread + 1)],
        )  # fmt: skip
