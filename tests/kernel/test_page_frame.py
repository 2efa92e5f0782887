"""What all pages share: the frame around them, addresses, times."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, get_script_prefix, reverse, set_script_prefix
from django.utils import timezone, translation

from community.announcements.actions import edit_announcement, make_announcement
from community.discussions.views import _pin_fields
from community.kernel import addresses
from community.kernel.addresses import address
from community.kernel.templatetags import shown
from community.live import bell
from tests.factories import ModeratorFactory, UserFactory
from tests.handled import handled


def test_an_address_is_what_reverse_says():
    for name, args in (("members", ()), ("member", ("ann",)), ("forum:topic", ("a", 7))):
        assert address(name, *args) == address(name, *args) == reverse(name, args=args)


def test_an_address_follows_where_the_site_is_mounted():
    before = get_script_prefix()
    here = address("members")
    set_script_prefix("/community/")
    try:
        assert address("members") == f"/community{here}"
    finally:
        set_script_prefix(before)


def test_an_address_of_nothing_is_an_error_or_empty():
    with pytest.raises(NoReverseMatch):
        Template("{% url 'nothing' 1 %}").render(Context())

    assert Template("{% url 'nothing' 1 as it %}[{{ it }}]").render(Context()) == "[]"


def test_only_so_many_addresses_are_remembered():
    for pk in range(addresses.KEPT + 10):
        address("discussions:thread", pk)

    assert addresses._resolved.cache_info().currsize == addresses.KEPT
    assert address("discussions:thread", 3) == reverse("discussions:thread", args=[3])


def test_an_address_is_escaped_where_it_is_shown():
    page = Template("{% url 'forum:tag' name %}").render(Context({"name": "a'b&c"}))

    assert page == "/tag/a&#x27;b&amp;c/"


@pytest.mark.django_db
def test_the_frame_follows_the_name_of_the_site_and_who_is_there(as_, settings):
    as_().get("/members/")
    settings.SITE_NAME = "Another name"

    visitors, members = (as_(who).get("/members/").content for who in (None, UserFactory()))

    for page in (visitors, members):
        assert b"<span>Another name</span>" in page
    assert b"htmx" not in visitors
    assert b"htmx" in members


def test_the_frame_is_rendered_for_each_language():
    said = []
    for language in ("en", "de"):
        with translation.override(language):
            shown.everybodys("components/_foot.html")
            before = shown._everybodys.cache_info().misses
            shown.everybodys("components/_foot.html")
            said.append(shown._everybodys.cache_info().misses - before)
    with translation.override("fr"):
        before = shown._everybodys.cache_info().misses
        shown.everybodys("components/_foot.html")

        assert shown._everybodys.cache_info().misses == before + 1
    assert said == [0, 0]


@pytest.mark.django_db
def test_announcements_are_those_of_now(as_):
    moderator = ModeratorFactory()
    made = make_announcement(text="We move.", by=moderator)
    handled()
    before = as_(moderator).get("/members/").content

    edit_announcement(announcement=made, text="We stay.", by=moderator)
    handled()
    after = as_(moderator).get("/members/").content

    assert b"We move." in before
    assert b"We move." not in after
    assert b"We stay." in after


def test_what_every_page_shows_is_asked_along_with_it_and_anew_for_the_next(monkeypatch):
    asked = []
    count = bell._count
    monkeypatch.setattr(
        bell,
        "_count",
        lambda redis, channels, by: asked.append(channels) or count(redis, channels, by),
    )
    monkeypatch.setattr(bell, "ON_EVERY_PAGE", {"all.0"})

    with bell.answering():
        bell.version("thread.1")
        first = bell.version_on_this_page("all.0")
    bell.ring(["all.0"])
    with bell.answering():
        second = bell.version_on_this_page("all.0")

    assert asked == [["thread.1", "all.0"], ["all.0"], ["all.0"]]
    assert first != second == bell.version_on_this_page("all.0")


def test_a_time_is_said_in_the_readers_zone():
    at = datetime(2020, 1, 1, 23, 30, tzinfo=UTC)
    said = {}
    for name in ("UTC", "Asia/Tokyo", "UTC"):
        with timezone.override(ZoneInfo(name)):
            said[name] = shown.moment(at)

    assert "1 Jan 2020" in said["UTC"]
    assert "2 Jan 2020" in said["Asia/Tokyo"]


def test_only_who_may_pins_everywhere():
    assert 'name="everywhere"' in _pin_fields(True)
    assert 'name="everywhere"' not in _pin_fields(False)
