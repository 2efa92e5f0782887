"""Choosing a language."""

from playwright.sync_api import Page, expect

from community.kernel.pseudo import pseudo
from tests.e2e.steps import NO_SCRIPTS

TEXTS = ["Save", "Reply to %(name)s", "All of it &amp; <b>%(count)s more</b>", "x" * 90]
ACCENTED = "[Àççéñţéð]"


def choose(page: Page, name: str) -> None:
    page.locator(".languages summary").click()
    page.locator(".languages").get_by_role("button", name=name, exact=True).click()


def is_in(page: Page, code: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", code)


def test_a_language_is_chosen_at_the_foot_of_a_page_and_remembered(reader, member):
    visitor = reader("/u/", width=360)
    choose(visitor, ACCENTED)
    is_in(visitor, "en-xa")
    assert visitor.url.endswith("/u/")
    visitor.goto("/accounts/login/")
    is_in(visitor, "en-xa")
    assert visitor.evaluate("texts => texts.map(django.gettext)", TEXTS) == [*map(pseudo, TEXTS)]
    choose(visitor, "English")
    is_in(visitor, "en")
    assert visitor.url.endswith("/accounts/login/")

    page = member("/settings/", **NO_SCRIPTS)
    choose(page, ACCENTED)
    is_in(page, "en-xa")
    page.context.clear_cookies(name="language")
    page.goto("/")
    is_in(page, "en-xa")  # it belongs to the account
    page.goto("/settings/")
    page.locator("select[name=language]").select_option("")
    page.locator("form.form button.main").last.click()
    is_in(page, "en")
