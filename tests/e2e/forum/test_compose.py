"""A topic is begun: in a category, with its template, with tags, and once."""

import re

from playwright.sync_api import expect

from tests.e2e.steps import NO_SCRIPTS


def test_a_category_is_found_its_template_filled_and_the_topic_tagged_and_posted_once(
    reader, prepared
):
    page = reader("/categories/", session=prepared["sessions"]["admin"])  # who may make new tags
    page.get_by_role("main").get_by_role("link", name="Reports").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports")
    page.get_by_role("main").get_by_role("link", name="Workshop").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Workshop")

    # a text begins as its category suggests, until there are words of one's own
    reports, plans = map(str, prepared["templates"])
    page.goto(f"/new-topic/?category={reports}")
    text = page.get_by_label("Text", exact=True)
    expect(text).to_have_value("## What happened")
    page.get_by_label("Category").select_option(plans)
    expect(text).to_have_value("## What shall be")
    text.fill("Long considered words.")
    page.get_by_label("Category").select_option(reports)
    expect(text).to_have_value("Long considered words.")

    # a refusal keeps every word
    page.get_by_role("button", name="Post topic").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a title.")
    expect(text).to_have_value("Long considered words.")
    expect(page.get_by_label("Category")).to_have_value(reports)

    page.get_by_label("Title").fill("Which kettle keeps its heat?")
    box = page.get_by_role("combobox", name="Tags")
    box.press_sequentially("kettle, stove ")
    expect(page.locator(".tag-box .chip")).to_have_count(2)
    box.press("Backspace")
    expect(page.locator(".tag-box .chip")).to_have_count(1)
    page.get_by_role("button", name="Post topic").dblclick()
    page.wait_for_url(re.compile("/t/which-kettle"))
    expect(page.locator(".crumbs .tag")).to_have_text("kettle")

    # the tag is offered from now on
    page.goto("/new-topic/")
    box = page.get_by_role("combobox", name="Tags")
    box.press_sequentially("ket")
    expect(page.locator(".tag-box [role=option]")).to_have_count(1)
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("tags-"))
    box.press("Enter")
    expect(page.locator(".tag-box .chip")).to_contain_text("kettle")
    page.goto(f"/c/reports/{reports}/")
    expect(page.get_by_role("link", name="Which kettle keeps its heat?")).to_have_count(1)

    plain = reader("/tags/", **NO_SCRIPTS)
    expect(plain.get_by_role("heading", name="Tags", exact=True)).to_be_visible()
    expect(plain.get_by_role("main").get_by_role("link", name="kettle")).to_be_visible()
