"""What the journeys find in the product: members who are signed in, and what there is to look at.

So many may not sign up or sign in from one address, so accounts and sessions are made directly.
Runs inside the product's own settings (`told_by` in conftest.py).
"""

import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from community.accounts import rates
from community.accounts.models import User
from community.accounts.people.actions import sign_up
from community.accounts.tokens.actions import make_token
from community.ai.models import Progress
from community.announcements.actions import make_announcement
from community.discussions.actions import (
    archive_thread,
    close_thread,
    delete_thread,
    edit_post,
    like_post,
    pin_thread,
    reply_to_thread,
)
from community.discussions.reading.actions import mark_read
from community.discussions.tags.actions import make_tag
from community.kernel.markdown.pipeline import rendering
from community.kernel.text import is_blank
from feedback.boards.actions import create_board
from feedback.ideas.actions import change_status, merge_idea, submit_idea
from feedback.models import Status
from forum.actions import accept_answer, open_category, start_topic
from forum.models import Category
from tests.ai.labelled_rows import train_on_words
from tests.e2e.content import EVERYTHING, LONG, MEMBERS, PASSWORD, WIDE
from tests.kernel.xss import ATTACKS

PER_TOPIC = 48  # attempts, so that each topic is one page


def everything() -> dict[str, Any]:
    """The names of members and the addresses of pages; each member's session."""
    rates.LIMITS.clear()
    admin = User.objects.get(username="admin")
    looker = sign_up(username="looker", password=PASSWORD, trust_level=2)
    members = [sign_up(username=f"member{n}", password=None, trust_level=2) for n in range(MEMBERS)]
    maker = sign_up(username="maker", password=PASSWORD, trust_level=2)
    keepers = [sign_up(username=f"keeper{n}", password=None, is_moderator=True) for n in range(2)]
    people = (admin, looker, maker, *keepers, *members)
    return {
        "sessions": {person.username: _session(person) for person in people},
        "token": _token(looker),
        "pages": _pages(admin, looker),
        "templates": _categories_with_templates(admin),
    }


def _session(person: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    # Who has no password proves who it is by an account elsewhere: here for as long as a run takes.
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [
        {"method": "socialaccount", "at": time.time() + 86400}
    ]
    session.save()
    return str(session.session_key)


def _token(member: User) -> str:
    _, secret = make_token(member=member, name="Docs", scopes=["profile:read"], by=member)
    return secret


def _categories_with_templates(by: User) -> list[int]:
    parent = open_category(title="Workshop", slug="workshop", by=by)
    made = [
        open_category(title=name, slug=name.lower(), parent=parent, template=text, by=by)
        for name, text in (("Reports", "## What happened"), ("Plans", "## What shall be"))
    ]
    _train([*made, parent])
    return [category.pk for category in made]


def _train(categories: list[Category]) -> None:
    """A classifier of these, which the worker does not replace today: the demonstration has too
    few topics to train on."""
    today = timezone.now().date().isoformat()
    Progress.objects.update_or_create(task="training forum.topic", defaults={"version": today})
    train_on_words("forum.topic", categories)


def _pages(admin: User, looker: User) -> dict[str, str]:
    """A topic in every state that it can be in, and all that a post can hold."""
    other = sign_up(username="An_Other_Name_That_Is_Long", password=None, trust_level=2)
    place = open_category(title="Rain gauges and other instruments", slug="looks", by=admin)
    make_tag(name="a-tag-of-some-length", by=admin, description="What it is about.")
    empty = open_category(title="Nothing in it", slug="nothing-in-it", by=admin, parent=place)
    quiet = open_category(title="Quiet", slug="quiet", by=admin)
    line = make_announcement(text="*Soon*.", by=admin, ends_at=None, starts_at=None, tone="ochre")
    made = {
        "place": f"/c/looks/{place.pk}/",
        "empty": f"/c/nothing-in-it/{empty.pk}/",
        "quiet": f"/c/quiet/{quiet.pk}/",
        "announcement": f"/announcements/{line.pk}/",
    }
    acts = {
        "closed": close_thread,
        "archived": archive_thread,
        "removed": delete_thread,
        "pinned": pin_thread,
    }
    for state in ("everything", "deep", "solved", *acts):
        topic = start_topic(
            category=place,
            title=f"It is {state}",
            source=EVERYTHING + WIDE,
            by=looker,
            tags=["a-tag-of-some-length"],
        )
        made[state] = topic.get_absolute_url()
        thread, above = topic.thread, None
        for n in range(12 if state == "deep" else 3):
            words = f"Reply {n} to @looker. " + "Words that wrap on a phone. " * n
            above = reply_to_thread(thread=thread, source=words, by=other, parent=above)
        like_post(post=above, by=looker, reaction="insight")
        if state == "everything":
            edit_post(post=above, source="Quite other words. " * 20, by=other, reason="Clearer now")
            mark_read(thread=thread, upto=2, ms=5000, by=looker)
            made["post"] = f"/posts/{above.pk}/"
        if state == "solved":
            accept_answer(post=above, by=looker)
        if state in acts:
            acts[state](thread=thread, by=admin)
    title = (LONG + "and a title that nobody should write")[:198].strip()
    hard = start_topic(category=place, title=title, source=WIDE, by=looker)
    made["hard"] = hard.get_absolute_url()
    made["hard_post"] = f"/posts/{hard.thread.posts.get(number=1).pk}/"
    return {**made, **_ideas(admin, looker)}


def _ideas(admin: User, looker: User) -> dict[str, str]:
    """A board with an idea in each state, and one for the journeys."""
    board = create_board(
        title="Instruments and their displays", slug="instruments", by=admin, max_weight=2,
        allows_downvotes=True, description="What the instruments show, and what they could show.",
    )  # fmt: skip
    title = f"{LONG}and the wish of somebody"[:190].strip()
    idea = submit_idea(
        board=board, title=title, source=EVERYTHING + WIDE, by=looker, tags=["a-tag-of-some-length"]
    )
    bug = submit_idea(
        board=board, title="Restarts at sunrise", source="Each morning.", by=looker, kind="bug",
        severity=2, steps=f"1. Wait\n2. {LONG}", affected_version="4.1", environment=LONG[:190],
    )  # fmt: skip
    private = submit_idea(
        board=board, title="For the team", source="A key.", by=looker, is_private=True
    )
    merged = submit_idea(board=board, title="The same wish", source="Yes.", by=looker)
    for category in ("under_review", "planned", "in_progress", "completed"):
        status = Status.objects.get(board=board.pk, category=category)
        change_status(idea=idea, status=status, by=admin, reason=f"It is so. {LONG}")
    merge_idea(source=merged, into=bug, by=admin)
    wishes = create_board(title="Wishes", slug="wishes", by=admin, max_weight=3)
    for name in ("A louder alarm", "A second rain gauge"):
        submit_idea(board=wishes, title=name, source="Please.", by=looker)
    rows = {"idea": idea, "bug": bug, "private_idea": private, "merged_idea": merged}
    urls = {name: row.get_absolute_url() for name, row in rows.items()}
    return {**urls, "board": board.get_absolute_url(), "wishes": wishes.get_absolute_url()}


def _shown(text: str) -> str:
    """A text that would show nothing is refused as a post, so it gets a word."""
    return f"{text}\n\nShown." if is_blank(text) or rendering(text).is_blank else text


def attacks() -> list[tuple[int, int]]:
    """The topics that hold all attempts, and a post of each that has a history."""
    rates.LIMITS.clear()
    by = sign_up(username="mallory", password=None, trust_level=4)
    User.objects.filter(pk=by.pk).update(is_moderator=True)
    by.refresh_from_db()
    category = Category.objects.order_by("pk").first()
    made = []
    for start in range(0, len(ATTACKS), PER_TOPIC):
        some = [_shown(text) for text in ATTACKS[start : start + PER_TOPIC]]
        title = " ".join(some[0].split())[:190]
        thread = start_topic(category=category, title=title, source=some[0], by=by).thread
        for text in some[1:]:
            post = reply_to_thread(thread=thread, source=text, by=by)
        post = edit_post(post=post, source=some[0] + " ", by=by, reason=some[-1][:190])
        made.append((thread.pk, post.pk))
    return made
