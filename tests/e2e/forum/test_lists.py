"""Reading and following."""

from playwright.sync_api import expect

from tests.e2e.steps import begin, reply


def test_lists_say_what_is_new_and_what_was_read_is_remembered(reader, member, prepared):
    place = prepared["pages"]["quiet"]  # where no other journey writes
    visitor, ana, ben = reader(place), member(), member()
    begin(ana, "The first one here", category="Quiet")
    bar = visitor.locator(".live")
    expect(bar).to_have_text("1 new or updated topic")
    expect(visitor.locator(".row.topic")).to_have_count(0)  # nothing moves until it is asked for
    bar.click()
    expect(visitor.locator("#topics")).to_contain_text("The first one here")

    address = begin(ana, "A gauge that counts twice", category="Quiet")
    expect(bar).to_have_text("1 new or updated topic")
    expect(visitor.locator(".row.topic")).to_have_count(1)

    with ben.expect_response(lambda told: "/reading/" in told.url) as told:
        ben.goto(address + "?view=flat")
    assert told.value.status == 204
    ben.get_by_label("Watch").select_option("Tracking")
    expect(ben.locator("#watch-says")).to_contain_text("New replies are counted")
    reply(ana, "Nobody answered yet.")

    ben.goto("/")
    row = ben.locator(".row.topic", has_text="A gauge that counts twice")
    with ben.expect_response(lambda told: "/reading/" in told.url):  # that it was seen is told
        row.get_by_text("1 new").click()
        expect(ben.locator("#p2.is-new")).to_be_visible()
    ben.goto(address + "?view=flat")
    ben.goto("/unread/")
    expect(ben.locator("#main")).to_contain_text("No unread topics")
