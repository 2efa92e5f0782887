"""A question and its answer, from the first visit on."""

from playwright.sync_api import expect

from tests.e2e.conftest import name_of
from tests.e2e.steps import post_topic, post_with, reply, sign_up


def test_a_newcomer_asks_is_answered_and_accepts(reader, member, product):
    ana, ben = reader(reduced_motion="no-preference"), member()
    ben_name = name_of(ben)
    sign_up(ana, product, "newcomer")
    ana.goto("/")
    ana.get_by_role("link", name="New topic").first.click()
    ana.wait_for_timeout(3_100)  # what a new member writes in less waits for approval
    address = post_topic(ana, "How do I pair the sensor?")
    expect(ana.locator("article.post .prose em")).to_have_text("blinks")

    # both see at once what the other writes
    ben.goto("/")
    ben.get_by_role("link", name="How do I pair the sensor?").click()
    reply(ben, "Hold the button for five seconds.")
    ana.locator(".live").click()
    expect(post_with(ana, "Hold the button")).to_be_visible()
    ana.wait_for_timeout(3_100)
    reply(ana, "That was it.")
    ben.locator(".live").click()
    expect(post_with(ben, "That was it.")).to_be_visible()

    ana.goto(address)
    answer = post_with(ana, "Hold the button")
    answer.locator("[data-like]").click()
    expect(answer.locator("[data-like]")).to_have_attribute("aria-pressed", "true")
    answer.get_by_label("More").click()
    ana.get_by_role("button", name="Mark as solution").click()
    expect(ana.locator(".solved-line")).to_contain_text(f"Solved by {ben_name}")
    ana.reload()
    tick = "post => (post.classList.add('is-new'), getComputedStyle(post, '::before').background)"
    marked = ana.locator("article.accepted").evaluate(tick)  # unread, it is the answer all the same
    assert all(colour in marked for colour in ("rgb(184, 68, 12)", "rgb(26, 107, 69)"))
    accepted = ana.locator("article.accepted [data-like]")
    expect(accepted).to_have_attribute("aria-pressed", "true")
    accepted.click()
    expect(accepted).to_have_attribute("aria-pressed", "false")
