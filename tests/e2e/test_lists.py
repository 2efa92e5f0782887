"""Reading and following in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Reader

Join = Callable[[Page], str]


def start(page: Page, title: str) -> None:
    page.goto("/new-topic/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Category").select_option("General")
    page.locator("textarea").first.fill("It only blinks.")
    page.get_by_role("button", name="Post topic").click()
    page.wait_for_url("**/t/**")


def write(page: Page, text: str) -> None:
    page.locator("form textarea").first.fill(text)
    page.get_by_role("button", name="Reply", exact=True).last.click()
    expect(page.locator("#posts")).to_contain_text(text)


def test_what_was_read_is_remembered_and_what_is_new_is_marked(reader: Reader, join: Join) -> None:
    ana, ben = reader(), reader()
    join(ana)
    join(ben)
    start(ana, "A gauge that counts twice")
    address = ana.url.partition("?")[0].partition("#")[0]

    with ben.expect_response(lambda told: "/reading/" in told.url) as told:
        ben.goto(address + "?view=flat")
    assert told.value.status == 204
    ben.get_by_label("Watch").select_option("Tracking")
    expect(ben.locator("#watch-says")).to_contain_text("New replies are counted")
    write(ana, "Nobody answered yet.")

    ben.goto("/")
    row = ben.locator(".row.topic", has_text="A gauge that counts twice")
    expect(row.get_by_text("1 new")).to_be_visible()
    row.get_by_text("1 new").click()
    expect(ben.locator("#p2.is-new")).to_be_visible()
    ben.goto(address + "?view=flat")
    ben.goto("/unread/")
    expect(ben.locator("#main")).to_contain_text("You have read everything you follow")


def test_a_list_says_how_many_are_new_and_moves_nothing(reader: Reader, join: Join) -> None:
    visitor, ana = reader(), reader()
    join(ana)
    first = visitor.locator(".row.topic h3 a").first.inner_text()

    start(ana, "Frost on the inside of the dome")

    bar = visitor.locator(".live")
    expect(bar).to_have_text("1 new or updated topic", timeout=30_000)
    assert visitor.locator(".row.topic h3 a").first.inner_text() == first
    bar.click()
    expect(visitor.locator("#topics")).to_contain_text("Frost on the inside of the dome")


def test_watching_works_without_scripts(reader: Reader, join: Join) -> None:
    page = reader(java_script_enabled=False)
    join(page)
    page.locator(".row.topic h3 a").first.click()

    page.get_by_label("Watch").select_option("Muted")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_label("Watch")).to_have_value("0")
