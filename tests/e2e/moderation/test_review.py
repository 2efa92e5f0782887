"""What members flag is hidden, waits for moderators, and is decided once."""

from playwright.sync_api import Page, expect

from tests.e2e.steps import NO_SCRIPTS, begin, post_with, reply

HIDDEN_BY = 3  # members of trust level 2


def flag(page: Page, topic: str, text: str, reason: str) -> None:
    """From the menu of the post."""
    page.goto(topic)
    post_with(page, text).get_by_role("link", name="More").click()
    page.get_by_role("link", name="Flag", exact=True).click()
    page.get_by_label(reason).check()
    page.get_by_role("button", name="Send flag").click()
    expect(page.get_by_text("Thank you. A moderator will look at it.")).to_be_visible()


def test_a_flagged_reply_is_hidden_reviewed_and_shown_again(member, reader, prepared):
    text = "Buy my marvellous bags."
    author = member()
    topic = begin(author, "Where bags are sold")
    reply(author, text)

    # without scripts for one of them; the last one's flag hides it
    for number in range(HIDDEN_BY):
        flagger = member(**(NO_SCRIPTS if number == 0 else {}))
        flag(flagger, topic, text, "Spam")
    visitor = reader(topic)
    expect(visitor.get_by_text(text)).to_have_count(0)

    # two moderators look at it, with the keyboard and with the mouse
    ada = reader("/moderation/?order=oldest", session=prepared["sessions"]["keeper0"])
    bram = reader("/moderation/?order=oldest", session=prepared["sessions"]["keeper1"])
    name = ada.locator("[data-case]", has_text=text).get_attribute("id")
    case, other = (page.locator(f"#{name}") for page in (ada, bram))
    expect(case.get_by_text("Hidden automatically until it is reviewed")).to_be_visible()
    expect(case.get_by_text("3 members, first by")).to_be_visible()
    ada.keyboard.press("h")  # the focus is in no case: nothing happens
    expect(case.get_by_role("button", name="Keep")).to_be_visible()
    case.focus()
    ada.keyboard.press("n")
    ada.keyboard.type("hide and keep")  # keys are letters where one types
    case.get_by_role("button", name="Save note").click()
    expect(case.locator(".review-note")).to_contain_text("hide and keep")
    case.focus()
    ada.keyboard.press("h")
    expect(case.get_by_text("Rejected by keeper0")).to_be_visible()

    other.get_by_role("button", name="Keep").click()
    expect(other.get_by_text("keeper0 already rejected this")).to_be_visible()
    expect(other.get_by_text("Rejected by keeper0")).to_be_visible()
    expect(other.get_by_role("button", name="Keep")).to_have_count(0)

    # she changes her mind
    case.get_by_role("button", name="Undo").click()
    expect(ada.get_by_text("Visible again.")).to_be_visible()
    visitor.goto(topic)
    expect(visitor.get_by_text(text)).to_be_visible()

    # the author of a flag finds what became of it
    flagger.goto("/flags/")
    expect(flagger.get_by_text("You flagged this, and a moderator agreed.")).to_be_visible()


def test_open_pages_of_the_queue_hear_of_new_items(member, reader, prepared):
    author, flagger = member(), member()
    topic = begin(author, "What nobody asked for")
    reply(author, "Nobody asked for this.")
    keeper = reader("/moderation/", session=prepared["sessions"]["keeper0"])

    flag(flagger, topic, "Nobody asked for this.", "Off-topic")

    keeper.get_by_role("button", name="new item").click()
    expect(keeper.locator("[data-case]", has_text="Nobody asked for this.")).to_be_visible()
