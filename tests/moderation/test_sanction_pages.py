"""What moderators and members do with sanctions on pages, by programs and in the admin."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.models import User
from community.kernel.subjects import Subject
from community.moderation.flags.actions import flag_content
from community.moderation.models import Appeal, LogEntry, ReviewItem, Sanction
from community.moderation.sanctions.actions import (
    ban_member,
    silence_member,
    suspend_member,
    warn_member,
)
from community.moderation.sanctions.tokens import appeal_url, sanction_of
from tests.accounts.tokens import make
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db
REASON = "Insults in three topics."
PASSWORD = "correct horse battery"


def panel(member):
    return f"/moderation/members/{member.username}/"


# -- the member panel -------------------------------------------------------------------------
def test_the_panel_is_for_moderators_and_about_others(as_):
    member, moderator = UserFactory(), ModeratorFactory()

    assert as_().get(panel(member)).status_code == 302
    assert as_(UserFactory()).get(panel(member)).status_code == 403
    assert as_(member).get(panel(member)).status_code == 403
    assert as_(moderator).get(panel(moderator)).status_code == 403
    assert as_(moderator).get(panel(member)).status_code == 200
    assert as_(moderator).get("/moderation/members/nobody/").status_code == 404


def test_the_form_preselects_the_next_step_and_says_why(as_):
    member, client = UserFactory(), as_(ModeratorFactory())

    page = client.get(panel(member)).content.decode()
    assert '<option value="warning-0" selected>' in page
    assert "There is no active warning" in page

    warn_member(member=member, reason=REASON, by=ModeratorFactory())
    assert '<option value="suspension-7" selected>' in client.get(panel(member)).content.decode()


def test_a_moderator_imposes_and_undoes_it_from_the_message(as_):
    member, client = UserFactory(), as_(ModeratorFactory())

    body = {"sanction": "silence-3", "reason": REASON, "note": "Third time."}
    page = client.post(panel(member), body, follow=True).content.decode()

    made = Sanction.objects.get()
    assert (made.kind, made.reason, made.note) == ("silence", REASON, "Third time.")
    url = re.search(r'formaction="(/moderation/log/\d+/undo/)"', page)[1]
    client.post(url)
    assert User.objects.get(pk=member.pk).may_write


def test_a_refusal_keeps_what_was_typed(as_):
    member, moderator = UserFactory(), ModeratorFactory()
    suspend_member(member=member, days=7, reason=REASON, by=moderator)

    answer = as_(moderator).post(panel(member), {"sanction": "suspension-30", "reason": "Again."})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "already has a sanction of this kind" in page
    assert "Again.</textarea>" in page
    assert '<option value="suspension-30" selected>' in page


def test_the_panel_ties_a_sanction_to_the_review_item(as_):
    first, second = ModeratorFactory(), ModeratorFactory()
    ban_member(member=(member := UserFactory()), reason=REASON, by=first)
    item = ReviewItem.objects.get()

    as_(second).post(f"{panel(member)}?item={item.pk}", {"sanction": "warning-0", "reason": "x"})

    assert Sanction.objects.get(kind="warning").item == item


def test_a_moderator_lifts_on_the_panel(as_):
    made = silence_member(
        member=UserFactory(), days=1, reason=REASON, by=(moderator := ModeratorFactory())
    )

    as_(moderator).post(f"/moderation/sanctions/{made.pk}/lifting/")

    assert User.objects.get(pk=made.member_id).may_write


# -- what the member sees ---------------------------------------------------------------------
def test_a_silenced_member_is_told_on_every_page_and_finds_the_reason(as_, settings):
    moderator = ModeratorFactory(username="Maria")
    member = UserFactory()
    silence_member(member=member, days=3, reason=REASON, note="Watch.", by=moderator)
    client = as_(member)

    for url in ("/", TopicFactory().get_absolute_url(), "/settings/"):
        assert 'href="/standing/"' in client.get(url).content.decode(), url
    page = client.get("/standing/").content.decode()
    assert REASON in page
    assert "Maria" in page
    assert "Watch." not in page
    settings.MODERATION_LOG_NAMES = False
    assert "Maria" not in client.get("/standing/").content.decode()


def test_a_warning_is_on_every_page_until_it_was_read(as_):
    warn_member(member=(member := UserFactory()), reason=REASON, by=ModeratorFactory())
    client, told = as_(member), "A moderator gave you a warning."

    assert told in client.get("/").content.decode()
    page = client.get("/standing/").content.decode()
    assert REASON in page
    assert told not in page
    assert told not in client.get("/").content.decode()


def test_a_member_appeals_on_their_page(as_):
    made = silence_member(member=UserFactory(), days=3, reason=REASON, by=ModeratorFactory())
    client = as_(made.member)

    refused = client.post(f"/standing/{made.pk}/", {"text": " "})
    assert refused.status_code == 422
    client.post(f"/standing/{made.pk}/", {"text": "It was not me."})

    assert Appeal.objects.get().text == "It was not me."
    assert "Another moderator will decide" in client.get("/standing/").content.decode()
    assert as_(UserFactory()).post(f"/standing/{made.pk}/", {"text": "x"}).status_code == 404


@pytest.mark.parametrize("kind", ["suspension", "ban"])
def test_who_is_kept_out_reads_why_at_sign_in_and_appeals_without_it(kind, client):
    member, moderator = UserFactory(password=PASSWORD), ModeratorFactory()
    if kind == "ban":
        ban_member(member=member, reason=REASON, by=moderator)
    else:
        suspend_member(member=member, days=7, reason=REASON, by=moderator)

    wrong = client.post("/accounts/login/", {"login": member.username, "password": "wrong"})
    assert REASON not in wrong.content.decode()
    right = client.post(
        "/accounts/login/", {"login": member.username, "password": PASSWORD}, follow=True
    )

    token = right.redirect_chain[-1][0].split("/")[-2]  # each second has one of its own
    assert sanction_of(token) == Sanction.objects.get()
    assert REASON in right.content.decode()
    assert "_auth_user_id" not in client.session
    client.post(right.redirect_chain[-1][0], {"text": "It was not me."})
    assert Appeal.objects.get().text == "It was not me."
    assert ReviewItem.objects.get(type="appeal").member == member


def test_a_link_that_is_not_ours_opens_nothing(client):
    made = suspend_member(member=UserFactory(), days=7, reason=REASON, by=ModeratorFactory())
    url = appeal_url(made)

    assert client.get(url).status_code == 200
    assert client.get("/appeal/x/").status_code == 404
    assert client.get(f"{url[:-2]}x/").status_code == 404


def test_a_token_of_a_suspended_member_says_so(client):
    member = UserFactory()
    _token, secret = make(member)
    suspend_member(member=member, days=7, reason=REASON, by=ModeratorFactory())

    for get in (
        lambda **how: client.get("/api/v1/me/", **how),
        lambda **how: client.post("/graphql/", {"query": "{__typename}"}, **how),
    ):
        answer = get(headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 401
        assert "account_suspended" in answer.content.decode()


# -- the log on its page ----------------------------------------------------------------------
def test_everybody_reads_the_log_and_moderators_undo_there(client, as_, settings):
    suspend_member(member=UserFactory(username="Ana"), days=7, reason=REASON, by=ModeratorFactory())

    page = client.get("/moderation/log/?action=moderation.suspension").content.decode()
    assert "Ana" in page
    assert "/undo/" not in page
    assert "Nothing found" in client.get("/moderation/log/?member=Ben").content.decode()
    undo = f"/moderation/log/{LogEntry.objects.get().pk}/undo/"
    assert undo in as_(ModeratorFactory()).get("/moderation/log/").content.decode()
    settings.MODERATION_LOG = "moderators"
    assert client.get("/moderation/log/").status_code == 404


def test_the_pages_cost_the_same_for_3_and_30_rows(as_):
    moderator, member = ModeratorFactory(), UserFactory()
    client = as_(moderator)
    counts = {}
    for more in (3, 27):
        for _ in range(more):
            warn_member(member=member, reason=REASON, by=moderator)
        for url in ("/moderation/log/", panel(member)):
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            counts.setdefault(url, []).append(len(asked))

    assert all(few == many for few, many in counts.values()), counts


# -- the admin --------------------------------------------------------------------------------
def test_the_admin_imposes_and_lifts_by_the_actions(as_):
    member, moderator = UserFactory(), ModeratorFactory()
    admin = as_(moderator)
    url = "/admin/moderation/sanction/"

    body = {"member": member.pk, "kind": "suspension", "days": "30", "reason": REASON, "note": ""}
    assert admin.post(f"{url}add/", body).status_code == 302
    made = Sanction.objects.get()
    assert User.objects.get(pk=member.pk).suspended_until == made.ends_at
    again = admin.post(f"{url}add/", body, follow=True).content.decode()
    assert "already has a sanction" in again

    admin.post(url, {"action": "lift", "_selected_action": [made.pk]})
    assert User.objects.get(pk=member.pk).may_write
    entry = LogEntry.objects.get(action="moderation.lifted")
    admin.post("/admin/moderation/logentry/", {"action": "undo", "_selected_action": [entry.pk]})
    assert User.objects.get(pk=member.pk).is_suspended
    assert admin.get(f"{url}{made.pk}/change/").status_code == 200
    assert admin.get("/admin/moderation/appeal/").status_code == 200


# -- from a case of the queue -----------------------------------------------------------------
def waiting_about(member):
    post = PostFactory(by=member)
    subject = Subject("discussions.post", post.pk)
    return flag_content(subject=subject, reason="spam", by=UserFactory()).item


@pytest.mark.parametrize("page", ["/moderation/", "/moderation/items/{}/"])
def test_a_case_has_the_form_with_the_next_step_chosen(page, as_):
    item = waiting_about(member := UserFactory())

    shown = as_(ModeratorFactory()).get(page.format(item.pk)).content.decode()

    assert f'action="{panel(member)}?item={item.pk}"' in shown
    assert '<option value="warning-0" selected>' in shown
    assert f'id="id_{item.pk}_reason"' in shown


def test_a_case_has_no_form_for_whom_the_viewer_may_not_sanction(as_):
    item = waiting_about(ModeratorFactory())

    page = as_(ModeratorFactory()).get(f"/moderation/items/{item.pk}/").content.decode()

    assert "sanction-form" not in page


@pytest.mark.parametrize("sent", [{}, {"HX-Request": "true"}], ids=["form", "htmx"])
def test_a_moderator_imposes_from_the_queue_and_stays_there(sent, as_):
    item, client = waiting_about(member := UserFactory()), as_(ModeratorFactory())
    url, body = f"{panel(member)}?item={item.pk}", {"sanction": "suspension-7", "reason": REASON}
    here = {"Referer": "http://testserver/moderation/?show=mine"}

    answer = client.post(url, body, headers=here | sent)

    made = Sanction.objects.get()
    assert (made.kind, made.item) == ("suspension", item)
    assert not made.note
    if not sent:
        assert answer.url == here["Referer"]
        answer = client.get(answer.url)
    page = answer.content.decode()
    assert f'id="item-{item.pk}"' in page or not sent
    assert "The member was suspended." in page
    as_undo = re.search(r'formaction="(/moderation/log/\d+/undo/)"', page)[1]
    client.post(as_undo)
    assert Sanction.objects.get().lifted_at


def test_a_refusal_in_the_queue_keeps_what_was_typed(as_):
    item, moderator = waiting_about(member := UserFactory()), ModeratorFactory()
    suspend_member(member=member, days=7, reason=REASON, by=moderator)

    answer = as_(moderator).post(
        f"{panel(member)}?item={item.pk}",
        {"sanction": "suspension-30", "reason": "Again."},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="item-{item.pk}"' in page
    assert "already has a sanction of this kind" in page
    assert "Again.</textarea>" in page
