"""A leaderboard, and how a member leaves it."""

from playwright.sync_api import expect

from tests.e2e.conftest import name_of
from tests.e2e.looks.looking import looks_right

REFRESH = """
from datetime import UTC, datetime
from experience.recognition.boards.actions import refresh_boards
today = datetime.now(UTC).date()
"""
EARN = """
from community.accounts.models import User
from experience.recognition.models import Score
member = User.objects.get(username={name!r})
Score.objects.create(member=member, scope="", day=today, points=900_000)
"""


def refresh(product, before=""):
    """What a worker does each hour."""
    script = f"{REFRESH}{before}refresh_boards(today=today)"
    product.run("manage.py", "shell", "--no-imports", "-c", script)


def test_a_member_leaves_the_leaderboards(member, reader, product):
    page = member("/u/")
    name = name_of(page)
    refresh(product, EARN.format(name=name))

    page.get_by_role("navigation", name="Members").get_by_role("link", name="Leaderboards").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Monthly contributors")
    expect(page.locator(".is-own")).to_contain_text(name)
    looks_right(page)

    page.goto("/settings/")
    page.get_by_label("Show me on leaderboards").uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto("/leaderboards/")
    expect(page.get_by_text("You are not shown on leaderboards.")).to_be_visible()
    expect(page.locator(".is-own")).to_have_count(0)

    refresh(product)
    visitor = reader("/leaderboards/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Monthly contributors")
    expect(visitor.get_by_role("link", name=name, exact=True)).to_have_count(0)
