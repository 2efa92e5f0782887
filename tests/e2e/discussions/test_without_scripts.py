"""All that is done in a discussion is done without scripts, too."""

from playwright.sync_api import expect

from tests.e2e.steps import NO_SCRIPTS, begin, post_with, reply


def test_without_scripts_two_discuss_react_restore_and_watch(member):
    ana, ben = member(**NO_SCRIPTS), member(**NO_SCRIPTS)
    address = begin(ana, "Plain pages", "One drawer with old parts. " * 8)
    reply(ana, "A plain reply.")

    ben.goto(address)
    post_with(ben, "A plain reply.").locator("[data-like]").click()
    expect(post_with(ben, "A plain reply.").locator("[data-like]")).to_contain_text("1")
    ben.locator("article.opening [data-add]").click()
    ben.locator('[data-reaction="agree"]').click()
    expect(ben.locator('[data-reaction="agree"]')).to_have_attribute("aria-pressed", "true")
    ben.goto(address)
    ben.get_by_label("Watch").select_option("Muted")
    ben.get_by_role("button", name="Save").click()
    expect(ben.get_by_label("Watch")).to_have_value("0")
    reply(ben, "Ben's plain answer.")

    ana.goto(address)
    post_with(ana, "Ben's plain answer.").get_by_label("More").click()
    ana.get_by_role("button", name="Mark as solution").click()
    ana.goto(address)
    expect(ana.locator(".solved-line")).to_be_visible()

    opening = ana.locator("article.post a[data-more]").first.get_attribute("href")
    ana.goto(f"{opening}edit/")
    ana.locator("textarea[name=source]").fill("Two shelves with new parts. " * 8)
    ana.get_by_role("button", name="Save").click()
    ana.goto(f"{opening}history/")
    expect(ana.locator(".difference del").first).to_contain_text("One drawer")
    expect(ana.locator(".difference ins").first).to_contain_text("Two shelves")
    ana.get_by_role("button", name="Restore version 1").click()
    expect(ana.locator("article.post .prose").first).to_contain_text("One drawer")
