"""What people do in a day, in a real browser, on the whole product."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_signing_in import PASSWORD, confirm, join_by_form
from tests.stack import Up


def sign_up(page: Page, product: Up, name: str = "newcomer") -> str:
    """A newcomer signs up and opens the link in the letter; return the name."""
    join_by_form(page, name)
    confirm(page, product, name)
    return name


def begin(page: Page, title: str, text: str = "It only *blinks*.") -> str:
    """Begin a topic where answers are accepted; return its address."""
    page.goto("/")
    page.get_by_role("link", name="New topic").first.click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Category").select_option(label="Technical support")
    page.locator("textarea[name=source]").fill(text)
    page.get_by_role("button", name="Post topic").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url.split("#")[0]


def reply(page: Page, text: str) -> None:
    page.locator("#reply textarea").fill(text)
    page.locator("#reply").get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator("article.post", has_text=text)).to_be_visible()


def post_with(page: Page, text: str):
    return page.locator("article.post", has_text=text).last


def test_a_newcomer_is_inside_and_asks_within_a_minute(reader, product):
    page = reader()

    sign_up(page, product)
    begin(page, "How do I pair the sensor?")

    expect(page.locator("article.post .prose em")).to_have_text("blinks")
    page.goto("/")
    expect(page.get_by_role("link", name="How do I pair the sensor?")).to_be_visible()


def test_two_browsers_see_each_others_reply(reader, join):
    ana, ben = reader(), reader()
    join(ana)
    join(ben)
    address = begin(ana, "Who is there?")
    ben.goto(address)

    reply(ben, "I am, says Ben.")
    ana.locator(".live").click()
    expect(post_with(ana, "I am, says Ben.")).to_be_visible()
    reply(ana, "Good to see you.")
    ben.locator(".live").click()

    expect(post_with(ben, "Good to see you.")).to_be_visible()


def test_a_visitor_sees_a_reply_come_and_loses_nothing(reader, join):
    ana, visitor = reader(), reader()
    join(ana)
    visitor.goto(begin(ana, "Live for visitors, too"))

    reply(ana, "Here it is.")

    expect(visitor.locator(".live")).to_contain_text("1 new reply")
    expect(visitor.get_by_text("Here it is.")).to_have_count(0)
    visitor.locator(".live").click()
    expect(post_with(visitor, "Here it is.")).to_be_visible()


def test_the_list_says_that_it_has_changed(reader, join):
    ana, visitor = reader(), reader("/")
    join(ana)

    begin(ana, "Fresh on the list")

    visitor.locator(".live").click()
    expect(visitor.get_by_role("link", name="Fresh on the list")).to_be_visible()


def test_an_answer_is_liked_accepted_and_found(reader, join):
    ana, ben = reader(), reader()
    join(ana)
    ben_name = join(ben)
    address = begin(ana, "It only blinks")
    ben.goto(address)
    reply(ben, "Hold the button for five seconds.")

    ana.goto(address)
    answer = post_with(ana, "Hold the button")
    answer.locator("[data-like]").click()
    expect(answer.locator("[data-like]")).to_have_attribute("aria-pressed", "true")
    answer.get_by_label("More").click()
    ana.get_by_role("button", name="Accept as the answer").click()

    expect(ana.locator(".solved-line")).to_contain_text(f"Solved by {ben_name}")
    ana.reload()
    expect(ana.locator("article.accepted [data-like]")).to_have_attribute("aria-pressed", "true")
    ana.locator("article.accepted [data-like]").click()
    expect(ana.locator("article.accepted [data-like]")).to_have_attribute("aria-pressed", "false")


def test_a_reply_is_edited_removed_and_brought_back(reader, join):
    ana = reader()
    join(ana)
    address = begin(ana, "Second thoughts")
    reply(ana, "First words that stand here for a while.")
    post_with(ana, "First words").get_by_label("More").click()
    ana.get_by_role("link", name="Edit", exact=True).click()
    ana.locator("textarea[name=source]").fill("Better words.")
    ana.get_by_role("button", name="Save").click()
    expect(post_with(ana, "Better words.")).to_be_visible()

    post_with(ana, "Better words.").get_by_label("More").click()
    ana.get_by_role("button", name="Remove").click()
    expect(ana.get_by_text("removed by its author")).to_be_hidden()  # nothing hangs on it
    ana.goto(address)
    expect(ana.get_by_text("Better words.")).to_have_count(0)


def test_answers_nest_and_the_view_can_be_turned(reader, join):
    ana = reader()
    join(ana)
    address = begin(ana, "Branches")
    reply(ana, "A first thought.")

    post_with(ana, "A first thought.").get_by_role("link", name="Reply").click()
    expect(ana.locator("#reply")).to_contain_text("Replying to")
    reply(ana, "A thought about the thought.")

    expect(ana.locator(".replies article.post", has_text="about the thought")).to_be_visible()
    ana.get_by_role("link", name="By time").click()
    expect(ana.locator(".replies")).to_have_count(0)
    assert address.rstrip("/") in ana.url


def test_without_scripts_everything_can_be_done(reader, join, product):
    ana = reader(java_script_enabled=False)
    name = sign_up(ana, product, "plain")
    address = begin(ana, "Plain pages")
    reply(ana, "A plain reply.")
    ben = reader(java_script_enabled=False)
    join(ben)
    ben.goto(address)

    post_with(ben, "A plain reply.").locator("[data-like]").click()
    expect(post_with(ben, "A plain reply.").locator("[data-like]")).to_contain_text("1")
    reply(ben, "Ben's plain answer.")
    ana.goto(address)
    post_with(ana, "Ben's plain answer.").get_by_label("More").click()
    ana.get_by_role("button", name="Accept as the answer").click()
    ana.goto(address)
    expect(ana.locator(".solved-line")).to_be_visible()
    ana.locator("details.mine summary").click()
    ana.get_by_role("button", name="Sign out").click()
    expect(ana.get_by_role("link", name="Sign in").first).to_be_visible()

    ana.goto("/accounts/login/")
    ana.get_by_label("E-mail or user name").fill(name.upper())
    ana.get_by_label("Password").fill(PASSWORD)
    ana.get_by_role("button", name="Sign in", exact=True).click()
    expect(ana.locator(".me .avatar")).to_be_visible()


def test_a_refusal_keeps_every_word(reader, join):
    ana = reader()
    join(ana)
    ana.goto("/new-topic/")
    ana.get_by_label("Category").select_option(label="General")
    ana.locator("textarea[name=source]").fill("Long considered words.")
    ana.evaluate("document.querySelector('form[method=post]:has(textarea)').noValidate = true")

    ana.get_by_role("button", name="Post topic").click()

    expect(ana.get_by_role("alert")).to_contain_text("Give it a title.")
    expect(ana.locator("textarea[name=source]")).to_have_value("Long considered words.")


def test_a_visitor_who_presses_a_button_signs_in_and_comes_back(reader, join):
    ana, visitor = reader(), reader()
    join(ana)
    address = begin(ana, "Press here")
    visitor.goto(address)

    visitor.locator("[data-like]").first.click()

    expect(visitor.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "next=" in visitor.url


def test_what_members_type_does_not_run(reader, join):
    ana = reader()
    join(ana)
    attacks = [
        "<script>window.hit = 1</script>",
        "<img src=x onerror='window.hit = 1'>",
        "[click](javascript:window.hit=1)",
        "![x](x \"onerror='window.hit=1'\")",
        "<svg onload='window.hit = 1'></svg>",
    ]

    begin(ana, "<img src=x onerror='window.hit = 1'> as a title", "\n\n".join(attacks))
    for link in ana.locator(".prose a").all():
        link.click()

    assert ana.evaluate("window.hit") is None


def test_the_first_start_prints_who_may_enter_the_admin(reader, admin):
    page = reader("/admin/")
    name, password = admin

    page.get_by_label("E-mail or user name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="What there is")).to_be_visible()
    page.get_by_role("link", name="Topics").first.click()
    expect(page.locator("#result_list")).to_be_visible()


@pytest.mark.parametrize("path", ["/t/nowhere/999999/", "/no/such/page/"])
def test_a_road_that_ends_says_so(path, reader):
    page = reader(path)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Reference:")).to_be_visible()


def test_a_draft_survives_until_it_is_sent(reader, join):
    ana = reader()
    join(ana)
    address = begin(ana, "Drafts")
    ana.locator("#reply textarea").fill("Half a thought")
    expect(ana.locator("[data-saved]")).to_contain_text("Draft saved")
    ana.reload()
    expect(ana.locator("#reply textarea")).to_have_value("Half a thought")
    session = [c for c in ana.context.cookies() if c["name"] == "sessionid"]
    ana.context.clear_cookies(name="sessionid")

    ana.locator("#reply").get_by_role("button", name="Reply", exact=True).click()
    expect(ana.get_by_role("heading", name="Sign in")).to_be_visible()
    ana.context.add_cookies(session)
    ana.goto(address)
    expect(ana.locator("#reply textarea")).to_have_value("Half a thought")
    ana.locator("#reply").get_by_role("button", name="Reply", exact=True).click()

    expect(post_with(ana, "Half a thought")).to_be_visible()
    expect(ana.locator("#reply textarea")).to_have_value("")
