"""Tags are chosen from the keyboard, a topic is begun once, and a moderator closes it."""

import re

from playwright.sync_api import expect


def sign_in(page, admin):
    name, password = admin
    page.goto("/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/$"))


def begin(page, title):
    page.goto("/new-topic/")
    page.fill("[name=title]", title)
    page.select_option("[name=category]", label="General")
    page.fill("[name=source]", "It should fit in a small bag.")


def test_a_topic_is_tagged_begun_once_and_closed(reader, admin):
    page = reader()
    sign_in(page, admin)
    begin(page, "Which kettle keeps its heat?")
    box = page.get_by_role("combobox", name="Tags")
    box.press_sequentially("kettle, stove ")
    expect(page.locator(".tag-box .chip")).to_have_count(2)
    box.press("Backspace")
    expect(page.locator(".tag-box .chip")).to_have_count(1)
    page.get_by_role("button", name="Post topic").dblclick()
    page.wait_for_url(re.compile("/t/which-kettle"))
    first = page.url

    expect(page.locator(".crumbs .tag")).to_have_text("kettle")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Only moderators can reply.")).to_be_visible()
    stranger = reader(first)
    expect(stranger.get_by_text("Nobody can reply any more.")).to_be_visible()
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_text("Only moderators can reply.")).to_have_count(0)

    begin(page, "Another about kettles")
    box = page.get_by_role("combobox", name="Tags")
    box.press_sequentially("ket")
    expect(page.locator(".tag-box [role=option]")).to_have_count(1)
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("tags-"))
    box.press("Enter")
    expect(page.locator(".tag-box .chip")).to_contain_text("kettle")
    page.goto("/")
    expect(page.get_by_role("link", name="Which kettle keeps its heat?")).to_have_count(1)


def test_tags_are_a_plain_line_without_a_script(reader):
    page = reader("/tags/", java_script_enabled=False)

    expect(page.get_by_role("heading", name="Tags", exact=True)).to_be_visible()
