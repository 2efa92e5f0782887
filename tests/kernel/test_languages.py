"""Which language a reader gets: by setting, menu, browser and header."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.conf.locale.en import formats as django_en
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format, get_format

from community.accounts.models import User
from community.kernel import formats
from community.kernel.languages import codes, default, filled, is_translated, shown_in
from community.kernel.pseudo import pseudo
from community.kernel.templatetags import shown
from community.notifications.models import Mail
from tests.accounts.tokens import bearer, make
from tests.factories import TopicFactory, UserFactory

pytestmark = pytest.mark.django_db
OF_GERMAN = (
    "You chose Deutsch. This site is not translated into it yet and stays in English for now."
    " Your choice is remembered."
)
PSEUDO = {"headers": {"Accept-Language": "en-xa"}}


def is_pseudo(response):
    return '<html lang="en-xa"' in response.content.decode()


def choose(client, code, **extra):
    return client.post(
        "/language/", {"language": code}, headers={"Referer": "http://testserver/members/"}, **extra
    )


def test_a_browser_says_its_language(client):
    page = client.get("/u/", headers={"Accept-Language": "xx, en-xa;q=0.8, en;q=0.5"})

    assert is_pseudo(page)
    assert page["Content-Language"] == "en-xa"
    assert {"Accept-Language", "Cookie"} <= set(page["Vary"].split(", "))


@pytest.mark.parametrize("asked", ["de", "de-AT, ja;q=0.9", "zh-CN", "*", "", "x" * 600, "de;q=٣"])
def test_a_language_without_a_catalogue_is_shown_in_english_throughout(client, asked):
    page = client.get(
        "/accounts/login/", headers={"Accept-Language": asked.encode().decode("latin-1")}
    )

    assert page["Content-Language"] == "en"
    assert '<html lang="en" dir="ltr"' in page.content.decode()


def test_the_next_language_of_the_browser_is_shown_where_the_first_has_no_catalogue(client):
    assert is_pseudo(client.get("/u/", headers={"Accept-Language": "de, en-xa;q=0.9, en;q=0.8"}))


def test_the_menu_is_remembered_by_the_browser(client):
    answer = choose(client, "en-xa")

    assert answer.status_code == 302
    assert is_pseudo(client.get("/u/"))
    assert is_pseudo(client.get("/u/", headers={"Accept-Language": "en"}))


def test_what_a_member_chose_in_the_menu_follows_the_account(as_):
    member = UserFactory()

    choose(as_(member), "en-xa")

    member.refresh_from_db()
    assert member.language == "en-xa"
    assert is_pseudo(as_(member).get("/u/"))


def test_the_setting_goes_before_the_cookie_and_the_browser(as_):
    member = UserFactory(language="en-xa")
    client = as_(member)
    client.cookies["language"] = "en"

    assert is_pseudo(client.get("/u/", headers={"Accept-Language": "en"}))


def test_a_form_of_another_site_changes_no_account():
    member = UserFactory()
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)

    answer = choose(client, "en-xa")

    member.refresh_from_db()
    assert answer.status_code == 403
    assert member.language == ""


@pytest.mark.parametrize("chosen", ["xx", "", "en_XA", "../en", "en\0"])
def test_a_language_that_there_is_not_is_refused(client, chosen):
    answer = choose(client, chosen)

    assert "language" not in answer.cookies


def test_whoever_chose_a_language_without_a_catalogue_is_told(client):
    choose(client, "de")
    page = client.get("/u/").content.decode()

    assert OF_GERMAN in page


def test_the_settings_tell_the_same_once(as_):
    member = UserFactory()
    pages = [save(as_(member), code) for code in ("de", "de", "", "en-xa")]

    assert [OF_GERMAN in page for page in pages] == [True, False, False, False]
    assert all("Saved." in page for page in pages)


def save(client, code):
    form = client.get("/settings/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return client.post("/settings/", {**sent, "language": code}, follow=True).content.decode()


def test_languages_without_a_catalogue_are_marked_in_the_menu_and_in_the_settings(as_):
    page = as_(UserFactory()).get("/settings/").content.decode()

    assert '<bdi lang="de">Deutsch</bdi> <small>(not translated yet)</small>' in page
    assert '<bdi lang="en">English</bdi></button>' in page
    assert '<option value="de">Deutsch \u2013 not translated yet</option>' in page
    assert '<option value="en">English</option>' in page


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_pages_of_sign_in_have_the_menu(client, path):
    page = client.get(path, **PSEUDO).content.decode()

    assert page.count('<details class="languages">') == 1
    assert page.count('formmethod="post" formaction="/language/"') == len(codes())
    assert page.count('<form id="act"') == 1
    assert '<bdi lang="de">Deutsch</bdi>' in page


def test_a_visitor_in_the_middle_of_signing_in_has_the_menu_too():
    client = Client(enforce_csrf_checks=True)
    session = client.session  # of the first step
    session["account_login"] = {}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    answer = choose(client, "en-xa")

    assert answer.status_code == 302
    assert answer.cookies["language"].value == "en-xa"


def test_a_refusal_of_the_menu_leads_to_no_page_of_its_own(client):
    here = {"Referer": "http://testserver/language/"}

    assert client.get("/language/", headers=here).url == "/"
    assert client.post("/language/", {"language": "xx"}, headers=here).url == "/"
    assert client.post("/language/", {"language": "en"}, headers=here).url == "/"


@pytest.mark.limits
def test_choosing_the_same_language_again_counts_as_nothing(as_):
    client = as_(UserFactory())

    answers = [choose(client, "en-xa") for _ in range(30)]

    assert {answer.status_code for answer in answers} == {302}


def test_dates_are_written_as_the_language_does():
    day = date(2026, 11, 30)
    written = {
        "en": "30 November 2026, Monday 30 November",
        "de": "30. November 2026, Montag, 30. November",
        "ja": "2026年11月30日, 11月30日月曜日",
    }

    for language, words in written.items():
        with translation.override(language):
            assert f"{formats.day(day)}, {formats.day(day, formats.WEEKDAY)}" == words


def test_numbers_and_lists_are_written_as_the_language_does():
    written = {
        "en": "1,361 12k 1.2m a, b and c",
        "de": "1.361 12.000 1,2 Mio. a, b und c",
        "ja": "1,361 1.2万 124万 a、b、c",
    }

    for language, words in written.items():
        with translation.override(language):
            short = [formats.compact(count).replace("\xa0", " ") for count in (12000, 1_240_000)]
            assert " ".join([formats.number(1361), *short, formats.all_of("abc")]) == words


def test_a_visitors_page_is_kept_for_each_language(client):
    TopicFactory()
    first, again = (client.get("/", **PSEUDO) for _ in range(2))
    english = client.get("/")

    assert "X-Cache" not in first
    assert again["X-Cache"] == "hit"
    assert again["Content-Language"] == "en-xa"
    assert is_pseudo(again)
    assert not is_pseudo(english)
    client.cookies["language"] = "en-xa"
    assert client.get("/")["X-Cache"] == "hit"


def test_programs_ask_by_header_and_codes_stay(client):
    plain = client.get("/api/v1/threads/999999999/").json()
    asked = client.get("/api/v1/threads/999999999/", **PSEUDO)

    assert asked.json()["detail"] == pseudo(plain["detail"])
    assert {asked.json()[name] == plain[name] for name in ("code", "status", "type")} == {True}
    assert asked["Content-Language"] == "en-xa"
    assert "Accept-Language" in asked["Vary"]


def test_a_cookie_means_nothing_to_programs(client):
    client.cookies["language"] = "en-xa"

    assert client.get("/api/v1/threads/999999999/")["Content-Language"] == "en"


def test_a_tokens_request_is_answered_as_it_asks_or_as_its_member_chose(client):
    _token, secret = make(UserFactory(language="en-xa"))
    by_token = bearer(secret)

    as_chosen = client.get("/api/v1/topics/latest/", headers=by_token)
    as_asked = client.get("/api/v1/topics/latest/", headers={**by_token, "Accept-Language": "en"})

    assert as_chosen.status_code == 200
    assert as_chosen["Content-Language"] == "en-xa"
    assert as_asked["Content-Language"] == "en"


def test_an_email_is_in_its_readers_language(client):
    reader = UserFactory(language="en-xa", email="reader@example.org")

    client.post("/accounts/password/reset/", {"email": reader.email})

    sent = Mail.objects.get()
    assert "⟦" in sent.subject
    assert "⟦" in sent.text


def test_whoever_signs_up_keeps_the_language_of_the_form(client):
    client.post(
        "/accounts/signup/",
        {
            "username": "hana",
            "email": "hana@example.org",
            "password1": "a long passphrase",
            "agreed": "on",
        },
        **PSEUDO,
    )

    assert User.objects.get(username="hana").language == "en-xa"


def test_lazy_texts_are_filled_in_the_language_of_the_moment():
    text = filled(translation.gettext_lazy("At most %(count)s characters."), count=12000)

    with translation.override("de"):
        assert str(text) == "At most 12.000 characters."
    assert str(text) == "At most 12,000 characters."
    with translation.override("en-xa"):
        assert "12,000" in str(text)


def test_a_site_whose_language_has_no_catalogue_is_english(settings):
    settings.LANGUAGE_CODE = "ja"

    assert default() == shown_in("fr") == "en"
    assert not is_translated("ja")


def test_scripts_load_the_texts_of_their_language(client):
    page = client.get("/u/", **PSEUDO).content.decode()
    script = client.get("/texts/en-xa/2.js")

    assert page.index("/texts/en-xa/2.js") < page.index("js/app.js")
    assert "max-age=31536000" in script["Cache-Control"]
    assert "/texts/" not in client.get("/u/").content.decode()
    assert client.get("/texts/xx/1.js").status_code == 404
    assert client.get("/texts/de/1.js").status_code == 200


def test_letters_from_right_to_left_leave_values_and_tags_as_they_are():
    with translation.override("ar-xb"):
        text = translation.gettext("Joined by <b>%(name)s</b>.")

    assert text.startswith("⟦\u202eJöîñéð ƀý \u202c<b>%(name)s</b>\u202e.\u202c")
    assert "\u202e" not in pseudo("Joined")
    assert "202e" in Client().get("/texts/ar-xb/2.js").content.decode()


def test_graphql_answers_in_the_language_asked_for(client):
    asked = {"query": "mutation { discussions { closeThread(threadId: 1) { thread { id } } } }"}
    english, other = (
        client.post("/graphql/", asked, content_type="application/json", headers=headers)
        for headers in ({}, PSEUDO["headers"])
    )

    [plain], [error] = english.json()["errors"], other.json()["errors"]
    assert error["message"] == pseudo(plain["message"])
    assert error["extensions"] == plain["extensions"]
    assert other["Content-Language"] == "en-xa"


def test_the_admin_writes_dates_as_pages_do_and_takes_what_it_took():
    at = datetime(2026, 11, 30, 9, 5, tzinfo=UTC)

    assert date_format(at, "DATETIME_FORMAT") == formats.date_and_time(at)
    assert date_format(at, "DATE_FORMAT") == formats.day(at)
    assert get_format("DATE_INPUT_FORMATS") == django_en.DATE_INPUT_FORMATS
    assert get_format("TIME_INPUT_FORMATS") == django_en.TIME_INPUT_FORMATS


@pytest.mark.parametrize(
    ("days", "heading"), [(0, "Today"), (1, "Yesterday"), (2, "Last 7 days"), (6, "Last 7 days")]
)
def test_lists_say_what_is_recent(days, heading):
    at = timezone.now() - timedelta(days=days)

    assert shown.day(at) == heading
