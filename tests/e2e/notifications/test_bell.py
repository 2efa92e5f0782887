"""A reply reaches the bell of an open page; the bell leads to it."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import name_of
from tests.e2e.steps import NO_SCRIPTS, begin, reload_until_visible, reply


def test_a_reply_rings_the_bell_and_is_read_by_opening_it(member, reader, prepared):
    ana, bo = member(), member()
    name = name_of(bo)
    address = begin(ana, "A bell that rings")
    ana.goto("/notifications/")  # the first topic is awarded a badge
    reload_until_visible(ana, ana.get_by_text("First Topic"))
    ana.get_by_role("button", name="Mark all as read").click()
    ana.goto("/settings/")
    bell = ana.locator("[data-bell]")
    expect(bell).to_have_accessible_name("Notifications")

    bo.goto(address)
    reply(bo, "This is heard elsewhere.")

    # the number, the title and what is read aloud, on a page that was open before
    expect(bell).to_have_accessible_name("Notifications, 1 unread")
    expect(ana).to_have_title(re.compile(r"^\(1\) "))
    expect(ana.locator("#bell [data-said]")).to_have_text("1 unread notification")
    expect(bell).to_have_class(re.compile("is-new"))

    # the menu, by the keyboard; what was looked at is not new any more
    bell.press("Enter")
    menu = ana.locator(".menu.notices")
    expect(menu).to_contain_text(name)
    expect(bell).not_to_have_class(re.compile("is-new"))
    ana.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(bell).to_be_focused()

    # a page of notifications that is open says that there are more
    ana.goto("/notifications/")
    bo.goto(address)
    reply(bo, "And this, too.")
    ana.get_by_role("button", name="1 new notification").click()
    expect(ana.locator("#notifications .row.is-unread")).to_have_count(2)
    ana.get_by_role("button", name="Mark as read", exact=True).first.click()
    expect(ana.locator("#notifications .row.is-unread")).to_have_count(1)
    expect(bell).to_have_accessible_name("Notifications, 1 unread")

    # opening the other one reads it
    ana.locator("#notifications .row.is-unread a").click()
    expect(ana.get_by_role("heading", level=1)).to_have_text("A bell that rings")
    expect(bell).to_have_accessible_name("Notifications")

    # without scripts the bell is a link, and a press stops what it tells of
    bo.goto(address)
    reply(bo, "One more.")
    expect(bell).to_have_accessible_name("Notifications, 1 unread")
    plain = reader(session=prepared["sessions"][name_of(ana)], **NO_SCRIPTS)
    plain.locator("[data-bell]").click()
    expect(plain.locator(".row.is-unread")).to_have_count(1)
    plain.locator(".row.is-unread").get_by_role("button", name="Stop watching").click()
    expect(plain.get_by_role("status")).to_contain_text("You no longer watch this topic")
    plain.get_by_role("button", name="Mark all as read").click()
    expect(plain.locator(".row.is-unread")).to_have_count(0)
