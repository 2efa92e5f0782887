"""The administrator's first day."""

from playwright.sync_api import expect

from tests.e2e.steps import NO_SCRIPTS, begin, reload_until_visible, with_password


def test_the_administrator_enters_announces_and_closes_a_topic(reader, product):
    admin = reader("/admin/")
    with_password(admin, *product.admin)  # as the first start printed them
    expect(admin.get_by_role("heading", name="Site administration")).to_be_visible()
    admin.get_by_role("link", name="Topics").first.click()
    expect(admin.locator("#result_list")).to_be_visible()

    # what is announced stays away when it was dismissed, without a cookie
    admin.goto("/announcements/")
    admin.get_by_label("Text").fill("The map moves on *Sunday*.")
    admin.get_by_role("button", name="Publish", exact=True).click()
    mine = admin.locator("li", has_text="The map moves")
    expect(mine.get_by_text("Active")).to_be_visible()
    visitor = reader("/announcements/missing/")
    line = visitor.locator("[data-announcement]", has_text="The map moves on Sunday.")
    reload_until_visible(visitor, line)
    line.get_by_role("button", name="Dismiss").click()
    expect(line).to_be_hidden()
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    expect(line).to_be_hidden()
    assert visitor.context.cookies() == []
    plain = reader("/announcements/missing/", **NO_SCRIPTS)
    stays = plain.locator("[data-announcement]", has_text="The map moves on Sunday.")
    reload_until_visible(plain, stays)
    expect(stays.locator("[data-dismiss]")).to_be_hidden()
    mine.get_by_role("button", name="End").click()
    expect(mine.get_by_text("Active")).to_have_count(0)

    topic = begin(admin, "What is closed")
    admin.get_by_role("button", name="Close").click()
    expect(admin.get_by_text("Only moderators can reply.").first).to_be_visible()
    visitor.goto(topic)
    expect(visitor.get_by_text("No new replies.")).to_be_visible()
    admin.get_by_role("button", name="Reopen").click()
    expect(admin.get_by_role("button", name="Close")).to_be_visible()
    expect(admin.get_by_text("Only moderators can reply.")).to_have_count(0)
