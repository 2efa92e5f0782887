"""A furious post is scored, waits for a moderator, who keeps it; the trend counts it."""

from playwright.sync_api import expect

from tests.e2e.looks.looking import looks_right, resize
from tests.e2e.steps import ANSWERS, begin, post_with, reload_until_visible, reply

FURIOUS = (
    "I hate this horrible, disgusting garbage! You are lying, stupid idiots,"
    " and this is the worst, most terrible rubbish that I ever had to suffer!"
)
CALM = "The lamp stays dark since the last update. Which version do you have?"
DARK = {"color_scheme": "dark"}


def test_a_furious_post_waits_and_is_kept(member, reader, prepared):
    author = member()
    topic = begin(author, "A lamp that stays dark", CALM)
    reply(author, FURIOUS)

    # the worker scores both; only one of them waits
    keeper = reader("/moderation/?type=sentiment", session=prepared["sessions"]["keeper0"])
    case = keeper.locator("[data-case]", has_text=FURIOUS)
    reload_until_visible(keeper, case)
    name = case.get_attribute("id")
    expect(case.get_by_text("Scored as very negative; nobody flagged it")).to_be_visible()
    expect(case.get_by_text("Sentiment: Negative")).to_be_visible()
    expect(keeper.locator("[data-case]", has_text=CALM)).to_have_count(0)
    looks_right(keeper)
    resize(keeper, 1280)

    case.get_by_role("button", name="Keep").click()
    expect(keeper.locator(f"#{name}").get_by_text("Approved by keeper0")).to_be_visible()
    author.goto(topic)
    expect(post_with(author, FURIOUS)).to_be_visible()
    author.goto("/notifications/")
    expect(author.get_by_text("moderator")).to_have_count(0)

    # what it counts for, in the light and in the dark
    for look in ({}, DARK):
        page = reader("/moderation/", session=prepared["sessions"]["keeper0"], **look)
        page.get_by_role("link", name="Sentiment").first.click()
        page.get_by_label("Category or board").select_option(label=ANSWERS)
        page.get_by_role("button", name="Filter").click()
        line = page.locator("section", has=page.get_by_role("heading", name=ANSWERS, exact=True))
        expect(line.get_by_role("row")).not_to_have_count(0)
        expect(page.get_by_text("Scored by: lexicon")).to_be_visible()
        looks_right(page)
