"""A category's template in the composer, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import told_by

pytestmark = pytest.mark.e2e

MAKE = """
import json
from community.accounts.models import User
from forum.actions import open_category
by = User.objects.filter(is_superuser=True).first()
parent = open_category(title="Workshop", slug="workshop", by=by)
made = [
    open_category(title=name, slug=name.lower(), parent=parent, template=text, by=by).pk
    for name, text in (("Reports", "## What happened"), ("Plans", "## What shall be"))
]
print(json.dumps(made))
"""


@pytest.fixture(scope="session")
def places(product):
    return told_by(MAKE, product)


def test_a_text_begins_as_its_category_suggests(reader, join, places):
    page = reader()
    join(page)
    reports, plans = map(str, places)
    page.goto(f"/new-topic/?category={reports}")
    text = page.get_by_label("Text", exact=True)
    expect(text).to_have_value("## What happened")

    page.get_by_label("Category").select_option(plans)
    expect(text).to_have_value("## What shall be")

    text.fill("My own words")
    page.get_by_label("Category").select_option(reports)
    expect(text).to_have_value("My own words")


def test_the_tree_leads_from_the_index_into_a_category(reader, places):
    page = reader("/categories/")
    page.get_by_role("main").get_by_role("link", name="Reports").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Reports")
    page.get_by_role("main").get_by_role("link", name="Workshop").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Workshop")
