"""A member earns points, and sees where they came from."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import name_of
from tests.e2e.looks.looking import looks_right
from tests.e2e.steps import begin, post_with, reload_until_visible, reply


def test_a_solution_gives_points_that_can_be_looked_up(member):
    ana, ben = member(), member()
    address = begin(ana, "Which gauge floats?")
    ben.goto(address)
    reply(ben, "The blue one does.")
    ana.goto(address)
    answer = post_with(ana, "The blue one")
    answer.get_by_label("More").click()
    ana.get_by_role("button", name="Mark as solution").click()
    expect(ana.locator(".solved-line")).to_contain_text(f"Solved by {name_of(ben)}")

    # where the points came from
    ben.goto("/my/reputation/")
    line = ben.locator(".points-day .row", has_text="as the solution")
    reload_until_visible(ben, line)
    expect(line).to_contain_text(f"{name_of(ana)} marked Post 2 in Which gauge floats?")
    expect(line.locator(".points")).to_have_text("+10")
    looks_right(ben)
    ben.get_by_text("How points are earned").click()
    expect(ben.get_by_text("all of it at most 200")).to_be_visible()
    looks_right(ben)
    ben.get_by_label("Contribution kind").select_option(label="Design")
    ben.get_by_role("button", name="Filter").click()
    expect(ben.get_by_role("heading", name="Nothing found")).to_be_visible()
    looks_right(ben)
    ben.get_by_role("link", name="Clear filters").click()

    # what others see of it, and how far it leads
    ben.get_by_role("link", name="My profile").click()
    beside = ben.get_by_role("complementary", name="Recognition")
    expect(beside).to_contain_text(re.compile(r"Community supporter\s*10"))
    expect(beside).to_contain_text("First Solution")
    looks_right(ben)
    ben.goto("/my/progress/")
    looks_right(ben)

    # what is taken away is a line of its own
    ana.goto(address)
    answer.get_by_label("More").click()
    ana.get_by_role("button", name="Unmark as solution").click()
    expect(ana.locator(".solved-line")).to_have_count(0)
    ben.goto("/my/reputation/")
    reload_until_visible(ben, ben.get_by_text("Withdrawn"))
    expect(ben.locator(".points-day .points").first).to_have_text("-10")
