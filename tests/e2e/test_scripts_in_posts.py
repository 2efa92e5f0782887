"""The whole corpus of attempts, on real pages in a real browser: nothing runs, nothing is fetched.

Once as we serve the pages, and once without our content policy, so that the allow-list has to
hold alone.
"""

import json
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import told_by
from tests.kernel.xss import ATTACKS

PER_TOPIC = 48  # replies, so that each topic is one page

WRITE = """
import json, sys
from community.accounts.actions import sign_up
from community.accounts.models import User
from community.discussions.actions import edit_post, reply_to_thread
from forum.actions import start_topic
from forum.models import Category
attacks, size = json.load(sys.stdin)
by = sign_up(username="mallory", password=None, trust_level=4)
User.objects.filter(pk=by.pk).update(is_moderator=True)
by.refresh_from_db()
category = Category.objects.order_by("pk").first()
made = []
for start in range(0, len(attacks), size):
    some = attacks[start:start + size]
    title = " ".join(some[0].split())[:190]
    thread = start_topic(category=category, title=title, source=some[0], by=by).thread
    for text in some[1:]:
        post = reply_to_thread(thread=thread, source=text, by=by)
    post = edit_post(post=post, source=some[0] + " ", by=by, reason=some[-1][:190])
    made.append([thread.pk, post.pk])
print(json.dumps(made))
"""

TRAP = """
window.__ran = [];
for (const name of ['alert', 'confirm', 'prompt', 'msgbox', 'print']) {
  window[name] = (...said) => { window.__ran.push(`${name} ${said}`); };
}
"""


@pytest.fixture(scope="session")
def attacked(product, members):
    """The topics and a post of each with a history."""
    return told_by(WRITE, product, json.dumps([ATTACKS, PER_TOPIC]))


class Watch:
    """What the pages did that they should not."""

    def __init__(self, browser, product, members, *, keeps_policy):
        self.home = f"http://localhost:{product.port}"
        self.context = browser.new_context(base_url=self.home)
        self.context.add_init_script(TRAP)
        _, session = members.popitem()
        cookie = {"name": "sessionid", "value": session, "url": self.home}
        self.context.add_cookies([cookie])
        self.page = self.context.new_page()
        self.found = []
        self.page.on("dialog", lambda dialog: (self.found.append("dialog"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.found.append(f"popup {popup.url}"))
        self.page.on("console", self.hear)
        self.keeps_policy = keeps_policy
        self.page.route("**/*", self.answer)

    def hear(self, said):
        if "Content Security Policy" in said.text:
            self.found.append(said.text)

    def answer(self, route):
        asked = urlsplit(route.request.url)
        if asked.hostname != "localhost":
            self.found.append(f"asked {route.request.url}")
            route.abort()
        elif self.keeps_policy or route.request.resource_type != "document":
            route.continue_()
        else:
            response = route.fetch()
            headers = {k: v for k, v in response.headers.items() if "security-policy" not in k}
            route.fulfill(response=response, headers=headers)

    def look(self, path):
        answer = self.page.goto(path, wait_until="load")
        assert answer.status == 200, path
        assert bool(answer.headers.get("content-security-policy")) == self.keeps_policy
        self.provoke()

    def provoke(self):
        """Open, point at, focus: what waits for the reader gets one."""
        self.page.evaluate(
            """() => {
                for (const d of document.querySelectorAll('details')) d.open = true;
                const kinds = ['mouseover', 'pointerenter', 'focus', 'error', 'load', 'toggle'];
                for (const element of document.querySelectorAll('#main *')) {
                    for (const kind of kinds) element.dispatchEvent(new Event(kind));
                }
            }"""
        )
        self.page.wait_for_timeout(50)
        self.found += self.page.evaluate("window.__ran")
        self.found += self.page.evaluate(
            """() => [...document.querySelectorAll('.prose *')].flatMap((element) =>
                [...element.attributes].filter(({ name, value }) =>
                    name.startsWith('on') || name === 'style'
                    || (['href', 'src'].includes(name)
                        && !/^(https?|mailto):/.test(new URL(value, document.baseURI).href)))
                .map(({ name, value }) => `${element.tagName} ${name}=${value}`))"""
        )


@pytest.mark.parametrize("keeps_policy", [True, False], ids=["as served", "without the policy"])
def test_nothing_of_it_runs(browser, product, members, attacked, keeps_policy):
    watch = Watch(browser, product, members, keeps_policy=keeps_policy)

    for thread, post in attacked:
        for path in (
            f"/threads/{thread}/?view=nested",
            f"/threads/{thread}/?view=flat",
            f"/posts/{post}/",
            f"/posts/{post}/history/",
            f"/posts/{post}/reactions/",
        ):
            watch.look(path)
    watch.look("/")

    assert watch.page.locator(".row h3").count()
    assert watch.found == []
    watch.context.close()


@pytest.mark.parametrize("keeps_policy", [True, False], ids=["as served", "without the policy"])
def test_nor_does_a_preview(browser, product, members, attacked, keeps_policy):
    watch = Watch(browser, product, members, keeps_policy=keeps_policy)
    watch.look(f"/threads/{attacked[0][0]}/")

    for start in range(0, len(ATTACKS), 60):
        field = watch.page.locator("#reply textarea")
        field.fill("\n\n".join(ATTACKS[start : start + 60])[:32_000])
        watch.page.wait_for_selector("#reply .preview .prose")
        watch.page.wait_for_timeout(600)
        watch.provoke()

    assert watch.found == []
    watch.context.close()


def test_the_trap_closes(browser, product, members):
    """A page that runs something and asks for something is noticed."""
    watch = Watch(browser, product, members, keeps_policy=False)
    watch.page.goto("/healthz")

    watch.page.set_content('<img class="prose" src="https://bad.example/x" onerror="alert(1)">')
    watch.page.wait_for_timeout(300)

    assert "asked https://bad.example/x" in watch.found
    assert watch.page.evaluate("window.__ran") == ["alert 1"]
    watch.context.close()
