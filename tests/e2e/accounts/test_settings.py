"""The settings on a phone."""

from playwright.sync_api import Page, expect

from tests.e2e.steps import NO_SCRIPTS

SETTINGS = {
    "Profile": "/settings/",
    "Notifications": "/settings/notifications/",
    "Display": "/settings/display/",
    "Username": "/settings/name/",
    "Invitations": "/settings/invitations/",
    "Email": "/accounts/email/",
    "Password": "/accounts/password/change/",
    "Two-factor authentication": "/accounts/2fa/",
    "Sessions": "/accounts/sessions/",
}


def go_through(page: Page) -> None:
    for name in SETTINGS:
        page.get_by_text("All settings").click()
        ways = page.get_by_role("navigation", name="Settings")
        ways.get_by_role("link", name=name, exact=True).click()
        expect(page.locator(".settings-ways [aria-current]")).to_have_text(name)


def test_on_a_phone_each_page_of_the_settings_leads_to_all_others(member):
    go_through(member("/settings/", width=360))
    go_through(member("/settings/", width=360, **NO_SCRIPTS))
