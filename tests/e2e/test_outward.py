"""What leaves the page, in a real browser: paper, shared links, data for machines, old versions."""

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.test_journeys import begin


@pytest.fixture
def announced(reader, admin):
    """Something is announced; in the end it is taken away, for the other tests' sake."""
    page = reader("/accounts/login/?next=/announcements/")
    page.get_by_label("User name").fill(admin[0])
    page.get_by_label("Password", exact=True).fill(admin[1])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Text").fill("The map moves on *Sunday*.")
    page.get_by_role("button", name="Announce", exact=True).click()
    expect(page.locator("li", has_text="The map moves").get_by_text("On now")).to_be_visible()
    yield
    page.goto("/announcements/")
    mine = page.locator("li", has_text="The map moves")
    mine.get_by_role("button", name="End it").click()
    expect(mine.get_by_text("On now")).to_have_count(0)


def test_an_announcement_that_was_dismissed_stays_away_without_a_cookie(reader, announced):
    page = reader("/announcements/missing/")
    line = page.locator("[data-announcement]", has_text="The map moves on Sunday.")
    expect(line).to_be_visible()

    line.get_by_role("button", name="Dismiss").click()
    expect(line).to_be_hidden()
    page.reload()

    expect(line).to_be_hidden()
    assert page.context.cookies() == []
    still = reader("/announcements/missing/", java_script_enabled=False)
    stays = still.locator("[data-announcement]", has_text="The map moves on Sunday.")
    expect(stays).to_be_visible()
    expect(stays.locator("[data-dismiss]")).to_be_hidden()


def test_data_for_machines_breaks_no_rule_of_the_policy(reader, join):
    writer = reader()
    join(writer)
    address = begin(writer, "What do </script> machines read?")

    page = reader(address)

    block = page.locator('script[type="application/ld+json"]').text_content()
    names = {node.get("headline") for node in json.loads(block)["@graph"]}
    assert "What do </script> machines read?" in names


def test_paper_has_the_words_and_nothing_to_press(reader, join):
    writer = reader()
    join(writer)
    address = begin(writer, "On paper", "See [the manual](https://example.org/manual).")
    page = reader(f"{address}print/")

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="On paper")).to_be_visible()
    for button in page.locator("button, .btn").all():
        expect(button).to_be_hidden()
    link = page.locator(".prose a")
    after = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://example.org/manual" in after
    page.goto(address)
    expect(page.locator("header.top")).to_be_hidden()


def test_a_link_is_shared_by_copying_where_the_device_cannot(reader, join):
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    join(page)
    address = begin(page, "To be shared")
    page.evaluate("navigator.share = undefined")

    page.get_by_role("link", name="Share").first.click()

    expect(page.locator(".toast")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == address


@pytest.mark.parametrize("scripts", [True, False])
def test_an_earlier_version_is_read_and_restored(scripts, reader, join):
    page = reader(java_script_enabled=scripts)
    join(page)
    address = begin(page, f"Versions {scripts}", "One drawer with old parts. " * 8)
    page.goto(address)
    more = page.locator("article.post a[data-more]").first.get_attribute("href")
    page.goto(f"{more}edit/")
    page.locator("textarea[name=source]").fill("Two shelves with new parts. " * 8)
    page.get_by_role("button", name="Save").click()

    page.goto(f"{more}history/")
    expect(page.locator(".difference del").first).to_contain_text("One drawer")
    expect(page.locator(".difference ins").first).to_contain_text("Two shelves")
    page.get_by_role("button", name="Restore version 1").click()

    expect(page.locator("article.post .prose").first).to_contain_text("One drawer")
