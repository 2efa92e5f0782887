"""Every page, narrow and wide, light and dark: accessible, and never wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe

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


@pytest.fixture(params=[360, 1280])
def width(request):
    return request.param


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


def check(page):
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0, f"{page.url} is {overflow} px too wide"
    result = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    )
    assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"


def test_visitors_pages(width, scheme, reader):
    page = reader(width=width, color_scheme=scheme)
    check(page)
    topic = page.locator("li.row.topic a").first.get_attribute("href")
    category = page.locator("a.cat").first.get_attribute("href")

    for path in (
        topic,
        f"{topic}?view=flat",
        category,
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/no/such/page/",
    ):
        page.goto(path)
        check(page)


def test_members_pages_with_hard_content(width, scheme, reader, join):
    page = reader(width=width, color_scheme=scheme)
    join(page)
    check(page)
    address = begin(page, (LONG + "and a title that nobody should write")[:198].strip(), WIDE)
    check(page)
    post = page.locator("article.post").first.get_attribute("data-post")

    for path in (
        f"{address}?reply=1#reply",
        "/new-topic/",
        f"/posts/{post}/",
        f"/posts/{post}/edit/",
        f"/posts/{post}/history/",
        "/accounts/password/change/",
    ):
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
