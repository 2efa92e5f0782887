"""Something is searched for: from the keyboard, on its page, in a topic, while a title is typed."""

import re

from playwright.sync_api import expect

from tests.e2e.looks.looking import accessible, fits, looks_right
from tests.e2e.steps import NO_SCRIPTS, begin
from tests.stack import eventually

NAME = "quillwort"  # a word that no other journey writes


def until_found(page, query, title):
    """It is indexed within seconds; one may not search more than 30 times a minute."""
    row = page.locator(".row.found", has_text=title)

    def is_there():
        page.wait_for_timeout(2500)
        page.goto(f"/search/?q={query}")
        return row.is_visible()

    eventually(is_there)


def test_what_is_typed_is_found_from_the_keyboard_and_narrowed_on_its_page(member):
    page = member()
    address = begin(page, f"Where does {NAME} grow?", f"Has anybody seen {NAME} by a lake?")
    until_found(page, NAME, f"Where does {NAME} grow?")

    # the list under the field is used with the arrows, and says how much it holds
    page.goto("/")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_be_focused()
    options = page.get_by_role("option")
    expect(options).to_have_text([NAME])  # what was searched for lately
    field.press_sequentially("quillw")
    expect(options).to_have_text([re.compile(f"Where does {NAME} grow?"), re.compile("Search for")])
    expect(page.locator(".find [role=status]")).to_have_text("1 result")
    accessible(page)
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = options.first.get_attribute("id")
    expect(field).to_have_attribute("aria-activedescendant", chosen)
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("quillw")
    field.press("ArrowDown")
    expect(options).to_have_count(2)
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url(address)

    # who types on has chosen nothing any more
    page.goto("/")
    page.keyboard.press("/")
    field.fill("quillw")
    expect(options).to_have_count(2)
    field.press("ArrowDown")
    page.keyboard.press("o")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q=quillwo$"))
    is_narrowed_on_its_page(page)


def is_narrowed_on_its_page(page):
    """Each filter is a link, a mistake is told, and what was searched for can be cleared."""
    page.keyboard.press("/")
    page.keyboard.type(f"{NAME} lake")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q="))
    expect(page.get_by_role("status").first).to_have_text("1 result")
    expect(page.locator(".found mark").first).to_have_text(NAME)
    looks_right(page)
    box = page.get_by_role("searchbox")
    similar = page.get_by_role("checkbox", name="Include similar meanings")
    similar.check()
    box.press("Enter")
    page.wait_for_url(re.compile(r"[?&]meaning=1"))
    expect(similar).to_be_checked()
    expect(page.locator(".found mark").first).to_have_text(NAME)
    looks_right(page)
    page.get_by_role("link", name="Newest").click()
    page.get_by_role("link", name="Relevance").click()
    expect(similar).to_be_checked()  # where it was of no use, it was kept
    similar.uncheck()
    box.fill(f"{NAME} category:support before:2020")
    box.press("Enter")
    expect(page.get_by_role("heading", name="No results")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Search without before:2020").click()
    expect(page.locator(".row.found")).to_have_count(1)
    page.get_by_role("link", name="Remove category:support").click()
    expect(box).to_have_value(NAME)
    box.fill(f"{NAME} colour:green")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Unknown operator “colour:”")
    expect(box).to_have_value(f"{NAME} colour:green")
    looks_right(page)

    page.goto("/search/")
    looks_right(page)
    expect(page.locator(".recent a").first).to_have_text(NAME)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".recent")).to_have_count(0)


def test_a_title_shows_what_is_like_it_and_a_topic_is_searched_without_scripts(
    member, reader, prepared
):
    known = "Does the rain gauge count snow?"
    plain = reader("/search/", **NO_SCRIPTS)
    until_found(plain, "rain gauge", known)
    page = member("/new-topic/")
    title = page.get_by_label("Title")
    line = page.locator(".similar summary")

    title.fill("Is the rain gauge counting snow?")
    expect(line).to_contain_text("similar topic")
    expect(page.locator(".similar")).to_contain_text(known)
    expect(page.locator(".similar [role=status]")).to_contain_text("similar topic")
    page.get_by_label("Text", exact=True).fill("The sensor probe has drift, so I calibrate it.")
    suggestion = page.get_by_role("status").filter(has_text="Suggested category:")
    expect(suggestion).to_be_visible()
    accessible(page)
    fits(page)
    suggestion.get_by_role("button").click()
    expect(suggestion).to_have_count(0)
    expect(page.get_by_label("Category")).to_be_focused()
    expect(page.get_by_label("Category")).to_have_value(str(prepared["templates"][0]))
    title.fill("Short")
    expect(line).to_have_count(0)

    # below the new topic is what is about the same
    begin(page, "Is the rain gauge counting snow?", "Or does it melt first?")
    related = page.get_by_role("region", name="Related topics")

    def has_come():
        page.wait_for_timeout(1000)
        page.reload()
        page.get_by_role("contentinfo").scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        return related.is_visible()

    eventually(has_come)
    expect(related).to_contain_text(known)
    looks_right(page)
    address = page.url

    plain.get_by_role("link", name="Oldest").click()
    expect(plain).to_have_url(re.compile("order%3Aoldest"))
    plain.goto(prepared["pages"]["everything"])
    box = plain.get_by_role("searchbox", name="Search this topic")
    box.fill("words")
    box.press("Enter")
    expect(plain).to_have_url(re.compile(r"/search/\?q=words\+topic%3A\d+"))
    expect(plain.get_by_role("main")).to_contain_text("topic:")
    plain.goto(address)
    plain.get_by_role("link", name="Related topics").click()
    expect(plain.get_by_role("main")).to_contain_text(known)
