"""The corpus of attempts on real pages in a real browser: nothing runs, nothing is fetched.

Each attempt is on a page without our content policy, so that the allow-list has to hold alone; a
part of them is on every kind of page, as served. `make soak` opens all of them in every way.
"""

from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import told_by
from tests.e2e.steps import begin
from tests.kernel.xss import ATTACKS

AT_ONCE = 60  # attempts in one preview
WAYS = pytest.mark.parametrize("keeps_policy", [True, False], ids=["as served", "without policy"])

TRAP = """
window.__ran = [];
for (const name of ['alert', 'confirm', 'prompt', 'msgbox', 'print']) {
  window[name] = (...said) => { window.__ran.push(`${name} ${said}`); };
}
"""
PROVOKE = """() => {
    for (const d of document.querySelectorAll('details')) d.open = true;
    const kinds = ['mouseover', 'pointerenter', 'focus', 'error', 'load', 'toggle'];
    for (const element of document.querySelectorAll('#main *')) {
        for (const kind of kinds) element.dispatchEvent(new Event(kind));
    }
}"""
LOOK = """() => [...document.querySelectorAll('.prose *')].flatMap((element) =>
    [...element.attributes].filter(({ name, value }) =>
        name.startsWith('on') || name === 'style'
        || (['href', 'src'].includes(name)
            && !/^(https?|mailto):/.test(new URL(value, document.baseURI).href)))
    .map(({ name, value }) => `${element.tagName} ${name}=${value}`))"""


@pytest.fixture(scope="session")
def attacked(product):
    """The topics that hold the attempts, and a post of each with a history."""
    return told_by("attacks", product)


class Watch:
    """What the pages did that they should not. No name but localhost is resolved."""

    def __init__(self, browser, product, session, *, keeps_policy):
        self.context = browser.new_context(base_url=product.url, bypass_csp=not keeps_policy)
        self.context.add_init_script(TRAP)
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": product.url}])
        self.page = self.context.new_page()
        self.found = []
        self.page.on("dialog", lambda dialog: (self.found.append("dialog"), dialog.dismiss()))
        self.page.on("popup", lambda popup: self.found.append(f"popup {popup.url}"))
        self.page.on("console", self.hear)
        self.page.on("request", self.ask)

    def hear(self, said):
        if "Content Security Policy" in said.text:
            self.found.append(said.text)

    def ask(self, request):
        if urlsplit(request.url).hostname not in {"localhost", None}:
            self.found.append(f"asked {request.url}")

    def look(self, path):
        answer = self.page.goto(path, wait_until="load")
        assert answer.status == 200, path
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        self.provoke()

    def preview(self, attempts):
        """Type them into a reply, and look at what is shown below."""
        field, shown = self.page.locator("#reply textarea"), self.page.locator("#reply .preview")
        before = shown.inner_html()
        field.fill("\n\n".join(attempts)[:32_000])
        self.page.wait_for_function(
            "before => document.querySelector('#reply .preview').innerHTML !== before", arg=before
        )
        shown.locator(".prose").first.wait_for(state="attached")
        self.provoke()

    def provoke(self):
        """Open, point at, focus: what waits for the reader gets one."""
        self.page.evaluate(PROVOKE)
        self.page.wait_for_timeout(50)
        self.found += self.page.evaluate("window.__ran") + self.page.evaluate(LOOK)


@pytest.fixture
def watch(browser, product, prepared):
    """Open a page that is watched, as a member."""
    watches = []

    def open_page(*, keeps_policy):
        session = prepared["sessions"][f"member{product.next_number('member')}"]
        watches.append(Watch(browser, product, session, keeps_policy=keeps_policy))
        return watches[-1]

    yield open_page
    for made in watches:
        made.context.close()


def every_way(thread, post):
    return (
        f"/threads/{thread}/?view=flat",
        f"/threads/{thread}/?view=nested",
        f"/posts/{post}/",
        f"/posts/{post}/history/",
        f"/posts/{post}/reactions/",
    )


def test_no_attempt_runs_in_a_topic(watch, attacked):
    bare = watch(keeps_policy=False)
    for thread, _ in attacked:
        bare.look(f"/threads/{thread}/?view=flat")
    bare.look("/")  # their titles
    assert bare.page.locator(".row h3").count()

    served = watch(keeps_policy=True)
    for path in every_way(*attacked[0]):
        served.look(path)

    assert bare.found + served.found == []


def test_no_attempt_runs_in_a_preview(watch, attacked):
    bare = watch(keeps_policy=False)
    bare.look(f"/threads/{attacked[0][0]}/")
    for start in range(0, len(ATTACKS), AT_ONCE):
        bare.preview(ATTACKS[start : start + AT_ONCE])

    assert bare.found == []


@pytest.mark.soak
@WAYS
def test_no_attempt_runs_anywhere(watch, attacked, keeps_policy):
    watched = watch(keeps_policy=keeps_policy)

    for thread, post in attacked:
        for path in every_way(thread, post):
            watched.look(path)
    watched.look("/")
    watched.look(f"/threads/{attacked[0][0]}/")
    for start in range(0, len(ATTACKS), AT_ONCE):
        watched.preview(ATTACKS[start : start + AT_ONCE])

    assert watched.found == []


def test_what_a_member_types_does_not_run_and_the_trap_would_have_told(watch, member):
    ana = member()
    attacks = [
        "<script>window.hit = 1</script>",
        "<img src=x onerror='window.hit = 1'>",
        "[click](javascript:window.hit=1)",
        "![x](x \"onerror='window.hit=1'\")",
        "<svg onload='window.hit = 1'></svg>",
    ]
    begin(ana, "<img src=x onerror='window.hit = 1'> as a title", "\n\n".join(attacks))
    for link in ana.locator(".prose a").all():
        link.click()
    assert ana.evaluate("window.hit") is None

    trapped = watch(keeps_policy=False)
    trapped.page.goto("/about/")  # with a policy, which is not kept
    bad = '<img class="prose" src="https://bad.example/x" onerror="alert(1)">'
    trapped.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", bad)
    trapped.page.wait_for_function("window.__ran.length")
    assert "asked https://bad.example/x" in trapped.found
    assert trapped.page.evaluate("window.__ran") == ["alert 1"]
    kept = watch(keeps_policy=True)
    kept.page.goto("/about/")
    kept.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", bad)
    kept.page.wait_for_timeout(100)
    assert any("Content Security Policy" in found for found in kept.found)
    assert kept.page.evaluate("window.__ran") == []
