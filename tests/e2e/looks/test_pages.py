"""Every page is accessible, and never wider than its window.

Each template is seen by axe once, narrow and light, in the pseudo-language whose texts are 40 %
longer; the most different pages in English, wide and dark, too.
"""

import pytest
from playwright.sync_api import expect

from community.kernel.pseudo import ACCENTED, MIRRORED
from tests.e2e.accounts.test_apps import asking, register
from tests.e2e.accounts.test_settings import SETTINGS
from tests.e2e.looks.looking import (
    NARROW,
    WIDE,
    accessible,
    fits,
    looks_right,
    resize,
    slowed,
    speak,
    stays_still,
    visit,
)
from tests.e2e.steps import prove_it_is_me

VISITORS = [
    "/", "{place}", "{empty}", "/unanswered/", "/tag/a-tag-of-some-length/", "/tags/",
    "/categories/", "/developers/", "/developers/quick-start/", "/no/such/page/", "/guidelines/",
    "/search/", "/search/?q=rain", "/leaderboards/", "/ideas/?status=all", "{board}",
    "/ideas/boards/", "/ideas/?status=declined&type=bug", "{idea}", "{bug}", "{merged_idea}",
]  # fmt: skip
SAME_TO_VISITORS = [  # the same templates with other rows
    "/hot/", "/top/?period=year", "/needs-solution/", "{place}l/hot/", "/tags/?order=name",
    "/conduct/", "/privacy/", "/about/", "/u/?order=newest&q=nobody",
]  # fmt: skip
TOPICS = [
    "{everything}", "{everything}?view=flat", "{deep}", "{solved}", "{closed}", "{archived}",
    "{pinned}", "{removed}", "{everything}print/", "{post}", "{post}reactions/",
]  # fmt: skip
ACCOUNTS = [
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
    "/accounts/password/reset/done/", "/accounts/password/reset/key/1-used/",
    "/accounts/password/reset/key/done/", "/accounts/confirm-email/",
    "/accounts/confirm-email/none/", "/accounts/inactive/", "/invite/none/", "/u/", "/u/admin/",
    "/u/Gale_Sample/", "/u/Gale_Sample/topics/", "/u/Gale_Sample/solutions/",
    "/u/Gale_Sample/likes/", "/u/nobody-here/",
]  # fmt: skip
MEMBERS = [
    "/", "/new/", "/following/", "{everything}", "{hard}?reply=1#reply", "{everything}edit/",
    "{solved}?view=flat", "{closed}", "{archived}", "/new-topic/", "{post}", "{post}history/",
    "/welcome/", "{post}history/?as=source", "/my/mentions/", "/tag/a-tag-of-some-length/",
    "/notifications/", "{hard}", "{hard_post}", "{hard_post}edit/", "{hard_post}history/",
    "/u/looker/", "/my/reputation/", "/ideas/?status=all", "{bug}", "{private_idea}", "{bug}edit/",
    "/ideas/new/", "/ideas/new/?type=bug", "/ideas/my-votes/",
]  # fmt: skip
SAME_TO_MEMBERS = ["/unread/", "{deep}", "{place}"]
MODERATORS = [
    "{deep}", "{closed}", "{removed}", "{place}settings/", "/categories/", "/categories/new/",
    "/announcements/", "{announcement}", "/tags/", "{empty}", "/search/queries/",
    "/moderation/members/Erika_Mustermann/reputation/", "{board}", "{board}settings/",
    "/ideas/boards/", "/ideas/boards/new/", "{idea}", "{bug}", "{bug}status/", "{bug}merge/",
    "{bug}on-behalf/", "/ideas/new/",
]  # fmt: skip
BEHIND_A_PASSWORD = [
    "/accounts/reauthenticate/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/", "/accounts/elsewhere/", "/accounts/logout/",
    "/settings/tokens/", "/settings/apps/", "/settings/apps/new/",
]  # fmt: skip
# The most different pages, and who sees them.
MOST_DIFFERENT = {
    "": ["/accounts/login/", "{solved}", "/developers/", "/u/Gale_Sample/"],
    "looker": ["/", "{everything}", "/new-topic/", "/settings/", "{board}?status=all", "{bug}"],
    "admin": ["{place}settings/"],
}
STILL = [
    "/", "/top/?period=all", "{everything}", "{solved}?view=flat", "/u/Gale_Sample/", "{board}",
    "{bug}",
]  # fmt: skip
LONG = "Wegbeschreibungsvorlesedienst" * 2


def look_at(page, paths, prepared, check=looks_right):
    for path in paths:
        visit(page, path.format(**prepared["pages"]))
        check(page)


def test_visitors_pages(reader, prepared):
    page = reader("about:blank", language=ACCENTED)
    look_at(page, VISITORS, prepared)
    look_at(page, SAME_TO_VISITORS, prepared, fits)


def test_topics_in_every_state(reader, prepared):
    look_at(reader("about:blank", language=ACCENTED), TOPICS, prepared)


def test_pages_of_accounts_for_visitors(reader, prepared):
    look_at(reader("about:blank", language=ACCENTED), ACCOUNTS, prepared)


def test_members_pages(reader, prepared):
    page = reader("about:blank", session=prepared["sessions"]["looker"], language=ACCENTED)
    look_at(page, MEMBERS, prepared)
    look_at(page, SAME_TO_MEMBERS, prepared, fits)


def test_moderators_pages(reader, prepared):
    session = prepared["sessions"]["admin"]
    look_at(reader("about:blank", session=session, language=ACCENTED), MODERATORS, prepared)


def test_pages_of_an_account_for_its_member(reader, prepared):
    page = reader("/accounts/2fa/totp/activate/", session=prepared["sessions"]["looker"])
    prove_it_is_me(page)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    speak(page, ACCENTED)
    look_at(page, [*SETTINGS.values(), *BEHIND_A_PASSWORD], prepared)
    speak(page, "en")
    page.goto("/settings/apps/new/")
    page.get_by_role("button", name="Register app").click()
    expect(page.get_by_role("alert")).to_contain_text("Could not register the app")
    looks_right(page)
    page.goto("/accounts/email/")
    page.get_by_label("New email address").fill(f"{'quite.long.' * 5}@{'name.' * 9}example.org")
    page.get_by_role("button", name="Add email address", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Could not add the email address")
    looks_right(page)
    page.goto("/settings/")
    page.get_by_label("Links").fill("no link")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page)


def test_pages_of_apps(member, prepared):
    page = member("/settings/apps/new/")
    client_id = register(page, LONG, "org.example.app:/back", kind="users' devices")
    looks_right(page)
    speak(page, ACCENTED)
    consent = asking(client_id, "org.example.app:/back")
    wrong = (consent.replace("S256", "plain"), asking("nobody", "https://evil.example/"))
    look_at(page, ["/settings/apps/", consent, *wrong], prepared)


def test_lines_run_from_right_to_left(reader, prepared):
    topic = prepared["pages"]["everything"]
    page = reader(topic, session=prepared["sessions"]["looker"], language=MIRRORED)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")

    def at(part):
        """Where it starts and ends, from the right."""
        box = page.locator(part).first.bounding_box()
        return box["x"] + box["width"], box["x"]

    for width in (NARROW, WIDE):
        resize(page, width)
        page.locator(".mine > summary").click()
        start, end = at(".mine > .menu")
        assert width > start > end > 0  # opens within the window
        page.keyboard.press("Escape")
        assert at(".post .avatar")[1] > at(".post > header .who")[0] > at(".post .when")[0]
    assert at(".reading > .aside")[1] > at(".reading > main")[0]  # in the margin before the text
    assert at(".topic-head h1")[0] == at("main")[0]
    fits(page)
    visit(page, "/")
    fits(page)
    assert at(".row .when")[0] < at(".row h3")[1]
    resize(page, WIDE)
    assert at(".rail")[1] > at("main")[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_most_different_pages_wide(scheme, reader, prepared):
    for name, paths in MOST_DIFFERENT.items():
        session = prepared["sessions"].get(name, "")
        page = reader("about:blank", color_scheme=scheme, session=session)
        look_at(page, paths, prepared, accessible)


def test_nothing_moves_while_a_page_is_loaded(reader, prepared):
    page = reader("about:blank", session=prepared["sessions"]["looker"])
    slowed(page)
    for width in (360, 1024, 1280):
        resize(page, width)
        look_at(page, STILL, prepared, stays_still)


def test_a_list_uses_its_width_and_cuts_nothing(reader):
    page = reader("/top/?period=all", width=360)
    expect(page.get_by_role("link", name="Join")).to_be_visible()
    assert page.locator(".top").bounding_box()["height"] < 100  # two lines
    ages = page.locator(".topic > .when")
    ages.evaluate_all("ages => ages.forEach((age) => { age.textContent = 'Nov 2024'; })")
    for width in (360, 768, 1024, 1280, 1600):
        resize(page, width)
        cut = "ages => ages.filter((age) => age.scrollWidth > age.clientWidth).length"
        assert ages.evaluate_all(cut) == 0, width
    expect(page.locator(".rail")).to_contain_text("Technical support")
    expect(page.locator(".aside")).to_be_hidden()  # it says the same


def test_a_page_that_is_not_there_says_so(reader):
    page = reader("about:blank")
    for path in ("/t/nowhere/999999/", "/no/such/page/"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Reference:")).to_be_visible()


def test_the_checks_find_what_they_are_for(reader):
    page = reader("about:blank")
    for check, html, told in (
        (fits, "<body style='margin: 0'><p style='width: 400px'>Words", "400 px wide at 360"),
        (
            fits,
            "<p style='overflow: hidden; white-space: pre; width: 9px'>Many words",
            "cut off",
        ),
        (fits, "<p style='white-space: nowrap; width: 9px'>Many words", "runs out"),
        (fits, "<button>A</button><button style='margin-left: -9px'>B</button>", "lies over"),
        (accessible, "<p style='color: #bbb'>Words", "color-contrast"),
        (accessible, "<img src='data:,'>", "image-alt"),
    ):
        page.set_content(f"<!doctype html><html lang=en><title>x</title>{html}")
        with pytest.raises(AssertionError, match=told):
            check(page)


def test_a_topic_page_is_small(reader):
    page = reader("/")
    topic = page.locator("li.row.topic a").first.get_attribute("href")
    fresh = reader("about:blank")
    wire = fresh.context.new_cdp_session(fresh)
    wire.send("Network.enable")
    received = []
    wire.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))

    fresh.goto(topic)
    fresh.wait_for_load_state("networkidle")

    assert 10_000 < sum(received) < 60_000
    assert len(received) <= 24
