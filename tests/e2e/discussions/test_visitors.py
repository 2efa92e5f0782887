"""What a visitor sees of a discussion, and what leaves the page."""

import json

from playwright.sync_api import expect

from tests.e2e.steps import begin, post_with, reply, sign_out


def test_a_visitor_sees_a_reply_come_loses_nothing_and_signs_in_to_like(reader, member):
    ana, visitor = member(), reader("about:blank")
    title = "What do </script> machines read?"
    visitor.goto(begin(ana, title))
    block = visitor.locator('script[type="application/ld+json"]').text_content()
    assert title in {node.get("headline") for node in json.loads(block)["@graph"]}

    reply(ana, "Here it is.")

    expect(visitor.locator(".live")).to_contain_text("1 new reply")
    expect(visitor.get_by_text("Here it is.")).to_have_count(0)
    visitor.locator(".live").click()
    expect(post_with(visitor, "Here it is.")).to_be_visible()

    visitor.locator("[data-like]").first.click()
    expect(visitor.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "next=" in visitor.url


def test_a_topic_is_shared_and_printed(member):
    page = member(permissions=["clipboard-read", "clipboard-write"])
    address = begin(page, "On paper", "See [the manual](https://example.org/manual).")
    page.evaluate("navigator.share = undefined")  # a device that cannot
    page.get_by_role("link", name="Share").first.click()
    expect(page.locator(".toast")).to_have_text("Link copied.")
    assert page.evaluate("navigator.clipboard.readText()") == address

    page.goto(f"{address}print/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="On paper")).to_be_visible()
    for button in page.locator("button, .btn").all():
        expect(button).to_be_hidden()
    after = page.locator(".prose a").evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://example.org/manual" in after
    page.goto(address)
    expect(page.locator("header.top")).to_be_hidden()


def test_a_draft_survives_a_reload_and_a_lost_session_until_it_is_sent(member):
    ana = member()
    address = begin(ana, "Drafts")
    field = ana.locator("#reply textarea")
    field.fill("Half a thought")
    expect(ana.locator("[data-saved]")).to_contain_text("Draft saved")
    ana.reload()
    expect(field).to_have_value("Half a thought")
    session = [c for c in ana.context.cookies() if c["name"] == "sessionid"]
    ana.context.clear_cookies(name="sessionid")

    ana.locator("#reply").get_by_role("button", name="Reply", exact=True).click()
    expect(ana.get_by_role("heading", name="Sign in to continue")).to_be_visible()
    expect(ana.get_by_label("Text")).to_have_value("Half a thought")
    ana.context.add_cookies(session)
    ana.goto(address)
    expect(field).to_have_value("Half a thought")
    other = ana.context.new_page()
    other.goto(address)  # takes up the beginning, which is sent as a part of the whole
    expect(other.locator("#reply textarea")).to_have_value("Half a thought")
    field.fill("Half a thought and the rest")
    ana.locator("#reply").get_by_role("button", name="Reply", exact=True).click()

    expect(post_with(ana, "Half a thought and the rest")).to_be_visible()
    expect(field).to_have_value("")
    ana.go_back()
    expect(field).to_have_value("")
    field.fill("Half a thought and the rest")
    ana.locator("#reply").get_by_role("button", name="Reply", exact=True).click()
    ana.wait_for_url("**#p2")
    expect(ana.locator("article.post", has_text="Half a thought")).to_have_count(1)


def test_an_edits_draft_comes_back_and_is_nobody_elses(member, prepared, product):
    ana = member()
    address = begin(ana, "Drafts of edits", "Half a thought")
    session = [c for c in ana.context.cookies() if c["name"] == "sessionid"]
    edit = f"{ana.locator('article.post [data-more]').get_attribute('href')}edit/"
    ana.goto(edit)
    text = ana.locator("textarea[name=source]")
    text.fill("A whole thought")
    expect(ana.locator("[data-saved]")).to_contain_text("Draft saved")
    ana.goto(edit)
    expect(text).to_have_value("A whole thought")
    other = ana.context.new_page()
    other.goto(edit)
    other.locator("[data-saved] button", has_text="Discard").click()
    other.locator("textarea[name=source]").fill("Another thought")
    other.get_by_role("button", name="Save").click()
    expect(post_with(other, "Another thought")).to_be_visible()
    text.fill("A whole thought!")
    expect(ana.locator("[data-saved]")).to_contain_text("Draft saved")
    ana.goto(edit)  # over a newer text it is only offered
    expect(text).to_have_value("Another thought")
    expect(ana.locator(".draft-offer")).to_contain_text("“A whole thought!”")
    ana.get_by_role("button", name="Restore").click()
    expect(text).to_have_value("A whole thought!")

    # whoever signs in next in this browser finds nothing of it
    ana.context.clear_cookies()
    theirs = prepared["sessions"]["looker"]
    ana.context.add_cookies([{"name": "sessionid", "value": theirs, "url": product.url}])
    ana.goto(address)
    expect(ana.locator("#reply textarea")).to_have_value("")
    expect(ana.locator(".draft-offer")).to_have_count(0)

    # signing out drops one's drafts
    drafts = "Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"
    assert ana.evaluate(drafts) == 1
    ana.context.add_cookies(session)
    ana.goto(address)
    sign_out(ana)
    assert ana.evaluate(drafts) == 0
