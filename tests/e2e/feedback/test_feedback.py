"""From a wish to what was done about it."""

from playwright.sync_api import expect

from tests.e2e.looks.looking import looks_right
from tests.e2e.steps import reload_until_visible

REASON = "We measured it: the display has room for one more number."


def test_an_idea_is_voted_for_and_completed_and_its_votes_come_back(reader, member, prepared):
    ana = member("/ideas/new/")
    title = "A louder alarm for frost"
    ana.get_by_label("Title").fill(title)
    expect(ana.locator(".similar summary")).to_be_visible()
    ana.get_by_label("Board").select_option(label="Wishes")
    ana.locator("textarea[name=source]").fill("It is not *heard*.")
    ana.get_by_role("button", name="Submit", exact=True).click()
    expect(ana.get_by_role("heading", level=1)).to_have_text(title)
    address = ana.url

    # all six votes: three for one's own idea, three for another
    for count in (2, 3):
        ana.get_by_role("button", name="One vote more").click()
        expect(ana.get_by_label("Your votes on this idea")).to_have_text(str(count))
    expect(ana.get_by_role("button", name="One vote more")).to_be_disabled()
    expect(ana.locator("#idea-head")).to_contain_text("3 votes from 1 person")
    expect(ana.locator("#vote")).to_contain_text("3 of 6 left")
    ana.goto(prepared["pages"]["wishes"])
    ana.get_by_role("link", name="A second rain gauge").click()
    for count in range(1, 4):
        ana.get_by_role("button", name="One vote more").click()
        expect(ana.get_by_label("Your votes on this idea")).to_have_text(str(count))
    ana.goto(prepared["pages"]["wishes"])
    row = ana.locator(".row.idea", has=ana.get_by_role("link", name="A louder alarm", exact=True))
    row.get_by_role("button").click()
    expect(ana.locator(".toast")).to_contain_text("too few are left")
    expect(row.get_by_role("button")).to_have_attribute("aria-pressed", "false")

    # one press takes them back
    ana.goto("/ideas/my-votes/")
    row = ana.locator(".row.idea", has_text="A second rain gauge")
    row.get_by_role("button").click()
    expect(row.get_by_role("button")).to_have_attribute("aria-pressed", "false")
    expect(ana.locator(".balance")).to_contain_text("3 of 6 left")

    # the team takes it through all steps while its page is open
    ana.goto(address)
    team = reader(address, session=prepared["sessions"]["admin"])
    for status in ("Under review", "Planned", "In progress", "Completed"):
        team.locator("summary", has_text="Change status").click()
        team.get_by_label("Status", exact=True).select_option(label=status)
        team.get_by_label("Reason").fill(f"{status}: {REASON}")
        team.get_by_role("button", name="Change status").click()
        expect(team.locator("#idea-head")).to_contain_text(status)
    expect(ana.locator("#idea-head")).to_contain_text("Completed")
    expect(ana.locator("#vote")).to_contain_text("votes were returned")
    expect(ana.locator("#vote")).to_contain_text("6 of 6 left")
    ana.goto("/notifications/")
    reload_until_visible(ana, ana.get_by_text(title).first)


def test_ideas_on_a_phone_in_the_dark(member, prepared):
    page = member("/ideas/", width=360, color_scheme="dark")
    looks_right(page)
    page.get_by_role("link", name="Bugs", exact=True).click()
    page.locator("#status").select_option("submitted")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Restarts at sunrise").click()
    page.get_by_role("button", name="This affects me").click()
    expect(page.get_by_role("button", name="This affects me")).to_have_attribute(
        "aria-pressed", "true"
    )
    looks_right(page)

    page.goto(prepared["pages"]["wishes"])
    page.get_by_role("link", name="A louder alarm", exact=True).click()
    page.get_by_role("link", name="Votes and progress").click()
    page.get_by_role("button", name="One vote more").click()
    expect(page.get_by_label("Your votes on this idea")).to_have_text("1")
    expect(page.get_by_role("button", name="One vote more")).to_be_focused()
    looks_right(page)
    page.get_by_role("button", name="One vote fewer").click()
    expect(page.get_by_label("Your votes on this idea")).to_have_text("0")

    page.goto("/ideas/new/")
    expect(page.get_by_label("Steps to reproduce")).to_be_hidden()
    page.get_by_label("Bug", exact=True).check()
    expect(page.get_by_label("Steps to reproduce")).to_be_visible()
    looks_right(page)
