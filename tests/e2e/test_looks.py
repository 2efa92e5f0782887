"""Every page, narrow and wide, light and dark: accessible, and never wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import told_by
from tests.e2e.test_journeys import begin

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenverlängerungskabelbefestigung " * 2
WIDE = "\n".join(
    [
        "| " + " | ".join(f"column {n}" for n in range(12)) + " |",
        "|---" * 12 + "|",
        "| " + " | ".join("a value" for _ in range(12)) + " |",
        "",
        "```",
        "a long line of code that goes on and on " * 8,
        "```",
        "",
        LONG,
    ]
)


# Every state that a topic can be in, all that a post can hold; a session for two who look.
PREPARE = """
import json, sys, time
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from community.accounts import rates
from community.accounts.actions import sign_up
from community.accounts.models import User
from community.discussions.actions import (
    archive_thread, close_thread, delete_thread, edit_post, like_post, pin_thread, reply_to_thread,
)
from community.discussions.actions.reading import mark_read
from forum.actions import accept_answer, make_tag, open_category, start_topic
from forum.announcements.actions import make_announcement
from forum.models import Category
rates.LIMITS.clear()
markup = sys.stdin.read()
admin = User.objects.get(username="admin")
looker = sign_up(username="looker", password=None, trust_level=2)
other = sign_up(username="An_Other_Name_That_Is_Long", password=None, trust_level=2)
place = open_category(title="Rain gauges and other instruments", slug="looks", by=admin)
make_tag(name="a-tag-of-some-length", by=admin, description="What it is about.")
empty = open_category(title="Nothing in it", slug="nothing-in-it", by=admin, parent=place)
made = {"place": f"/c/looks/{place.pk}/", "empty": f"/c/nothing-in-it/{empty.pk}/"}
acts = {"closed": close_thread, "archived": archive_thread, "removed": delete_thread,
        "pinned": pin_thread}
for state in ("markup", "deep", "solved", *acts):
    topic = start_topic(category=place, title=f"It is {state}", source=markup, by=looker,
                        tags=["a-tag-of-some-length"])
    thread, above = topic.thread, None
    for n in range(12 if state == "deep" else 3):
        words = f"Reply {n} to @looker. " + "Words that wrap on a phone. " * n
        above = reply_to_thread(thread=thread, source=words, by=other, parent=above)
    like_post(post=above, by=looker, reaction="insight")
    made[state] = topic.get_absolute_url()
    if state == "markup":
        edit_post(post=above, source="Quite other words. " * 20, by=other, reason="Clearer now")
        mark_read(thread=thread, upto=2, ms=5000, by=looker)
        made["post"] = f"/posts/{above.pk}/"
    if state == "solved":
        accept_answer(post=above, by=looker)
    if state in acts:
        acts[state](thread=thread, by=admin)
line = make_announcement(text="*Soon*.", by=admin, ends_at=None, starts_at=None, tone="ochre")
made["announcement"] = f"/announcements/{line.pk}/"
for who in (admin, looker):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(who.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = who.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    made[who.username] = session.session_key
print(json.dumps(made))
"""

MARKUP = r"""
# A heading

**bold**, ~~struck~~, `code`, a [link](https://example.org/), @admin and ||a spoiler||.[^1]

- [x] a task
- [ ] another
  - [ ] in it

> a quote
>
> > in a quote

https://youtu.be/dQw4w9WgXcQ

[details="The whole log"]
A line.
[/details]

[^1]: A note.

"""

# Pages with parts of their own are looked at in every way, the others in one way for each scheme.
MAIN = {
    "visitor": ["/", "{markup}", "{markup}?view=flat", "{place}"],
    "looker": ["/", "{markup}", "/new-topic/", "{place}"],
    "admin": ["{place}settings/"],
}
OTHERS = {
    "visitor": [
        "/hot/", "/top/?period=year", "/unanswered/", "/needs-solution/", "{place}l/hot/",
        "{empty}", "/tag/a-tag-of-some-length/", "/tags/", "/tags/?order=name", "/categories/",
        "{deep}", "{solved}", "{closed}", "{archived}", "{pinned}", "{removed}", "{markup}print/",
        "{post}", "{post}reactions/", "/accounts/login/", "/accounts/signup/",
        "/accounts/password/reset/", "/no/such/page/", "/developers/", "/developers/quick-start/",
    ],
    "looker": [
        "/new/", "/unread/", "/following/", "{deep}", "{solved}?view=flat", "{closed}",
        "{archived}", "{markup}edit/", "{markup}?reply=1#reply", "/tag/a-tag-of-some-length/",
        "{post}", "{post}history/", "{post}history/?as=source", "/my/mentions/",
        "/accounts/password/change/", "/settings/tokens/", "/settings/apps/", "/settings/apps/new/",
    ],
    "admin": [
        "{deep}", "{closed}", "{removed}", "/categories/", "/categories/new/", "/announcements/",
        "{announcement}", "/tags/", "/my/mentions/", "{empty}",
    ],
}  # fmt: skip
EVERY_WAY = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]
TWO_WAYS = [(360, "light"), (1280, "dark")]


@pytest.fixture(scope="session")
def made(product):
    """What there is to look at, and how one is let in."""
    told = told_by(PREPARE, product, MARKUP + WIDE)
    home = f"http://localhost:{product.port}"
    return told | {"home": home}


def check(page):
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0, f"{page.url} is {overflow} px too wide"
    page.evaluate("scrollTo(0, 0)")  # half a button under the bar at the top is not too small
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    # What holds needs no words: telling of it takes as long again as finding out.
    result = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"


@pytest.mark.parametrize("who", MAIN)
@pytest.mark.parametrize(("width", "scheme"), EVERY_WAY)
def test_pages(who, width, scheme, reader, made):
    page = reader("about:blank", width=width, color_scheme=scheme)
    if who in made:
        session = {"name": "sessionid", "value": made[who], "url": made["home"]}
        page.context.add_cookies([session])
    paths = MAIN[who] + (OTHERS[who] if (width, scheme) in TWO_WAYS else [])

    for path in paths:
        page.goto(path.format(**made))
        check(page)


@pytest.mark.parametrize(("width", "scheme"), TWO_WAYS)
def test_hard_content(width, scheme, reader, join):
    page = reader(width=width, color_scheme=scheme)
    join(page)
    begin(page, (LONG + "and a title that nobody should write")[:198].strip(), WIDE)
    check(page)
    post = page.locator("article.post").first.get_attribute("data-post")

    for path in (f"/posts/{post}/", f"/posts/{post}/edit/", f"/posts/{post}/history/"):
        page.goto(path)
        check(page)


def test_a_topic_page_is_small(reader):
    page = reader()
    topic = page.locator("li.row.topic a").first.get_attribute("href")
    fresh = reader("about:blank")
    wire = fresh.context.new_cdp_session(fresh)
    wire.send("Network.enable")
    received = []
    wire.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))

    fresh.goto(topic)
    fresh.wait_for_load_state("networkidle")

    assert 10_000 < sum(received) < 100_000
