"""The pages of the review queue: who sees what, what each button does, and what a page costs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.accounts.audiences.actions import form_audience, form_group
from community.accounts.models import Audience
from community.discussions.models import Permission, Post
from community.kernel.subjects import Subject
from community.live.channels import may_listen
from community.moderation.flags.actions import flag_content
from community.moderation.models import Flag, ReviewItem
from community.moderation.queue.actions import approve_item, claim_item, note_item
from community.moderation.sanctions.actions import (
    appeal_sanction,
    ban_member,
    suspend_member,
)
from community.moderation.screening.actions import create_word_filter
from forum.actions import set_permissions
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HTMX = {"headers": {"HX-Request": "true"}}
QUEUE = "/moderation/"


def flagged(post=None, *, reason="spam", by=None, text=""):
    """The item of a flagged post."""
    subject = Subject("discussions.post", (post or PostFactory()).pk)
    flag = flag_content(subject=subject, reason=reason, text=text, by=by or UserFactory())
    return flag.item


def page(client, address=QUEUE):
    response = client.get(address)
    assert response.status_code == 200, response
    return response.content.decode()


def decide(client, item, decision, **how):
    address = reverse("moderation:decision", args=[item.pk])
    return client.post(address, {"decision": decision, "version": item.version}, **how)


def keeper_of(category) -> Any:
    """A member who moderates one category."""
    admin, member = AdminFactory(), UserFactory()
    group = form_group(name="Stewards", slug="stewards", members=[member], by=admin)
    moderates = (group, Permission.Action.MODERATE, Permission.Value.YES)
    set_permissions(category=category, rows=[moderates], by=admin)
    return member


# -- who sees what ----------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["queue", "dashboard", "newer", "item"])
def test_members_and_visitors_do_not_see_it(name, as_):
    item = flagged()
    address = reverse(f"moderation:{name}", args=[item.pk] if name == "item" else [])

    assert as_(UserFactory()).get(address).status_code == 403
    assert as_().get(address).url.startswith("/accounts/login/")
    assert as_(ModeratorFactory()).get(address).status_code == 200


def test_who_moderates_one_category_sees_what_stands_there(as_):
    category = CategoryFactory()
    inside = flagged(PostFactory(thread=TopicFactory(category=category).thread, source="Inside."))
    outside = flagged(PostFactory(source="Outside."))
    client = as_(keeper_of(category))

    shown = page(client)

    assert "Inside." in shown
    assert "Outside." not in shown
    assert client.get(reverse("moderation:item", args=[outside.pk])).status_code == 404
    assert decide(client, outside, "approve").status_code == 404
    assert decide(client, inside, "approve").status_code == 302
    assert ReviewItem.objects.get(pk=outside.pk).is_open
    assert not ReviewItem.objects.get(pk=inside.pk).is_open


def test_only_who_reviews_hears_that_something_came():
    category = CategoryFactory()

    assert may_listen(ModeratorFactory(), "moderation.0")
    assert may_listen(keeper_of(category), "moderation.0")
    assert not may_listen(UserFactory(), "moderation.0")
    assert not may_listen(ModeratorFactory(), "moderation.1")


def test_nothing_waits(as_):
    client = as_(ModeratorFactory())

    assert "Nothing waits" in page(client)
    assert "You have claimed nothing" in page(client, "/moderation/?show=mine")
    assert "Nothing was decided yet" in page(client, "/moderation/?show=decided")
    assert "Nothing matches" in page(client, "/moderation/?member=nobody")


# -- what a case tells ------------------------------------------------------------------------
def test_a_case_tells_why_it_waits_and_how_reliable_the_flagger_is(as_):
    flagger, post = UserFactory(username="Leila"), PostFactory(source="Buy **bags**.")
    approve_item(item=flagged(by=flagger), by=ModeratorFactory())
    item = flagged(post, by=flagger, reason="other", text="A scam.")
    note_item(item=item, text="Seen elsewhere.", by=ModeratorFactory())

    shown = page(as_(ModeratorFactory()))

    assert "<strong>bags</strong>" in shown
    assert "<b>Something else</b>, 1 member: " in shown
    assert "(0 of 1 flags upheld)" in shown
    assert "A scam." in shown
    assert "Seen elsewhere." in shown
    assert "never flagged before" in shown


def test_the_most_urgent_stands_first_and_the_oldest_where_that_is_asked(as_):
    old = flagged(PostFactory(source="Old."))
    urgent = flagged(PostFactory(source="Urgent."), by=UserFactory(trust_level=4))
    client = as_(ModeratorFactory())

    def order(address):
        shown = page(client, address)
        return shown.index(f'id="item-{old.pk}"') < shown.index(f'id="item-{urgent.pk}"')

    assert not order(QUEUE)
    assert order("/moderation/?order=oldest")


@pytest.mark.parametrize("order", ["urgent", "oldest"])
def test_pages_go_on_where_the_last_one_ended(order, as_, monkeypatch):
    monkeypatch.setattr("community.moderation.queue.cases.PAGE", 2)
    items = [flagged() for _ in range(5)]
    client, address, seen = as_(ModeratorFactory()), f"/moderation/?order={order}", []

    while address:
        response = client.get(address)
        shown = response.context["page"]
        seen += [case.item.pk for case in shown.cases]
        address = response.context["next_url"] if shown.older else ""
        address = address and f"{QUEUE}{address}"

    assert seen == [item.pk for item in items]


def test_filters_narrow_the_list(as_):
    item = flagged(reason="illegal")
    other = flagged(reason="spam")
    client = as_(ModeratorFactory())

    def shown(query):
        html = page(client, f"/moderation/?{query}")
        return [one.pk for one in (item, other) if f'id="item-{one.pk}"' in html]

    assert shown("") == [item.pk, other.pk]
    assert shown("reason=illegal") == [item.pk]
    assert shown(f"member={other.member.username.upper()}") == [other.pk]
    assert shown(f"container={item.container_id}") == [item.pk]
    assert shown("type=flag") == [item.pk, other.pk]
    assert shown("type=nonsense&reason=nonsense&order=x&page=x") == [item.pk, other.pk]


def test_a_page_costs_the_same_at_any_length(as_):
    moderator = ModeratorFactory()
    client = as_(moderator)

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page(client, address)
        return len(asked)

    def waits(count):
        for _ in range(count):
            note_item(item=flagged(by=UserFactory()), text="Look.", by=moderator)

    addresses = [QUEUE, "/moderation/?show=decided", "/moderation/dashboard/"]
    waits(3)
    few = [cost(address) for address in addresses]
    waits(17)
    many = [cost(address) for address in addresses]

    assert few == many
    assert max(many) <= 24


# -- decisions --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("decision", "status", "is_live"),
    [
        ("approve", "approved", True),
        ("hide", "rejected", False),
        ("delete", "rejected", False),
        ("ignore", "ignored", True),
    ],
)
def test_a_button_decides_and_leads_back_to_the_queue(decision, status, is_live, as_):
    post = PostFactory()
    item = flagged(post)
    client = as_(ModeratorFactory())

    response = decide(client, item, decision)

    assert response.url == QUEUE
    assert ReviewItem.objects.get().status == status
    assert Post.objects.get(pk=post.pk).is_live == is_live


def test_what_was_hidden_is_shown_again_by_undo(as_):
    post = PostFactory()
    item, client = flagged(post), as_(ModeratorFactory())
    decide(client, item, "hide")
    undo = reverse("moderation:hiding", args=[item.subject_kind, item.subject_id])
    assert undo in page(client)

    client.post(undo, {"undo": "1"})

    assert Post.objects.get(pk=post.pk).is_live


def test_htmx_gets_the_case_as_it_is_then(as_):
    item, client = flagged(), as_(ModeratorFactory(username="Ada"))

    response = decide(client, item, "hide", **HTMX)

    html = response.content.decode()
    assert response.status_code == 200
    assert html.strip().startswith("<article")
    assert "Rejected by" in html
    assert ">Ada<" in html
    assert "Undo" in html


def test_of_two_moderators_the_second_is_told_who_was_first(as_):
    item = flagged()
    first, second = as_(ModeratorFactory(username="Ada")), as_(ModeratorFactory())
    decide(first, item, "approve")

    swapped = decide(second, item, "hide", **HTMX)
    response = decide(second, item, "hide")

    assert swapped.status_code == 422
    assert "Ada already approved this" in swapped.content.decode()
    assert "data-key" not in swapped.content.decode()
    assert response.url == reverse("moderation:item", args=[item.pk])
    assert "Ada already approved this" in page(second, response.url)
    assert Post.objects.get(pk=item.subject_id).is_live


def test_a_claim_is_seen_and_keeps_others_from_deciding(as_):
    item, ada = flagged(), ModeratorFactory(username="Ada")
    claims = reverse("moderation:claim", args=[item.pk])
    as_(ada).post(claims)
    other = as_(ModeratorFactory())
    item.refresh_from_db()

    shown = page(other)
    assert "Claimed by" in shown
    assert 'value="approve"' not in shown
    assert decide(other, item, "approve", **HTMX).status_code == 422
    assert ReviewItem.objects.get().is_open
    assert "Claimed by you" in page(as_(ada), "/moderation/?show=mine")

    as_(ada).post(claims, {"undo": "1"})

    assert ReviewItem.objects.get().claimed_by is None


def test_a_claim_can_be_taken_over(as_):
    item, other = flagged(), ModeratorFactory()
    claim_item(item=item, by=ModeratorFactory())
    claims = reverse("moderation:claim", args=[item.pk])

    as_(other).post(claims)
    assert ReviewItem.objects.get().claimed_by != other

    as_(other).post(claims, {"force": "1"})
    assert ReviewItem.objects.get().claimed_by == other


def test_a_note_is_kept_and_an_empty_one_is_not(as_):
    item, client = flagged(), as_(ModeratorFactory())
    address = reverse("moderation:notes", args=[item.pk])

    client.post(address, {"text": "Second time."})
    client.post(address, {"text": " "})

    assert [note.text for note in item.notes.all()] == ["Second time."]
    assert "Second time." in page(client, reverse("moderation:item", args=[item.pk]))


def test_nonsense_decides_nothing(as_):
    item, client = flagged(), as_(ModeratorFactory())

    assert decide(client, item, "burn").status_code == 400
    assert client.post(reverse("moderation:decision", args=[item.pk])).status_code == 400
    assert client.get(reverse("moderation:decision", args=[item.pk])).status_code == 405
    assert ReviewItem.objects.get().is_open


def test_an_open_page_asks_what_is_newer(as_):
    first, client = flagged(), as_(ModeratorFactory())
    flagged()

    assert client.get(f"/moderation/newer/?after={first.pk}").json() == {"count": 1}
    assert client.get("/moderation/newer/?after=x").json() == {"count": 2}


def test_the_page_of_an_item_stays_when_it_is_decided(as_):
    item, moderator = flagged(text=""), ModeratorFactory(username="Ada")
    approve_item(item=item, by=moderator)
    client = as_(moderator)

    shown = page(client, reverse("moderation:item", args=[item.pk]))

    assert "Approved by" in shown
    assert "Disagreed" in shown
    assert f'id="item-{item.pk}"' in page(client, "/moderation/?show=decided")


def test_the_dashboard_counts_what_was_decided(as_):
    moderator = ModeratorFactory(username="Ada")
    approve_item(item=flagged(), by=moderator)
    flagged()

    shown = page(as_(moderator), "/moderation/dashboard/")

    assert "Decisions by moderator" in shown
    assert ">Ada<" in shown
    assert "1 min" in shown


# -- flags ------------------------------------------------------------------------------------
def flag_address(post):
    return reverse("moderation:flag", args=["discussions.post", post.pk])


def test_a_member_flags_a_post_and_withdraws(as_):
    post = PostFactory()
    client = as_(UserFactory())
    assert "What is wrong with it?" in page(client, flag_address(post))

    sent = client.post(flag_address(post), {"reason": "spam"})

    assert sent.status_code == 302
    assert Flag.objects.get().reason == "spam"
    assert "A moderator has not decided yet." in page(client, flag_address(post))
    assert "A moderator has not decided yet." in page(client, "/flags/")

    client.post(flag_address(post), {"undo": "1"})

    assert not Flag.objects.exists()
    assert "What is wrong with it?" in page(client, flag_address(post))


def test_whose_flag_hides_it_is_led_to_their_flags(as_):
    post = PostFactory()
    for _ in range(2):
        flagged(post, by=UserFactory(trust_level=2))
    client = as_(UserFactory(trust_level=2))

    sent = client.post(flag_address(post), {"reason": "spam"}, follow=True)

    assert sent.redirect_chain == [("/flags/", 302)]
    assert "A moderator has not decided yet." in sent.content.decode()


def test_what_was_typed_stays_when_a_flag_is_refused(as_):
    post, client = PostFactory(), as_(UserFactory())

    without = client.post(flag_address(post), {"text": "Look here."})
    unexplained = client.post(flag_address(post), {"reason": "other", "text": ""})

    assert without.status_code == unexplained.status_code == 422
    assert "Look here." in without.content.decode()
    assert "Choose a reason." in without.content.decode()
    assert "Explain in a few words" in unexplained.content.decode()
    assert not Flag.objects.exists()


def test_nobody_flags_their_own_or_what_they_may_not_read(as_):
    author = UserFactory()
    post = PostFactory(by=author)

    assert as_(author).get(flag_address(post)).status_code == 403
    assert as_(author).get("/flag/discussions.post/999999/").status_code == 404
    assert as_(author).get(f"/flag/nothing.known/{post.pk}/").status_code == 404
    assert as_().get(flag_address(post)).url.startswith("/accounts/login/")


def test_a_moderator_may_hide_with_the_flag(as_):
    post = PostFactory()
    client, member = as_(ModeratorFactory()), as_(UserFactory())

    assert "Hide it now" in page(client, flag_address(post))
    assert "Hide it now" not in page(member, flag_address(post))

    client.post(flag_address(post), {"reason": "spam", "take_action": "on"})

    assert not Post.objects.get(pk=post.pk).is_live


def test_own_flags_tell_the_outcome_and_nothing_of_what_is_out_of_sight(as_):
    member = UserFactory()
    kept, gone = PostFactory(), PostFactory(source="Vanishes.")
    approve_item(item=flagged(kept, by=member), by=ModeratorFactory())
    decide(as_(ModeratorFactory()), flagged(gone, by=member), "delete")

    shown = page(as_(member), "/flags/")

    assert "A moderator found that it can stay." in shown
    assert "a moderator agreed" in shown
    assert "No longer visible to you" in shown
    assert "Vanishes." not in shown


def test_own_flags_cost_the_same_at_any_length(as_):
    member = UserFactory()
    client = as_(member)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            page(client, "/flags/")
        return len(asked)

    for _ in range(3):
        flagged(by=member)
    cost()
    few = cost()
    for _ in range(12):
        flagged(by=member)

    assert cost() == few


# -- menus ------------------------------------------------------------------------------------
def test_the_menu_of_a_post_offers_what_the_reader_may_do(as_):
    category = CategoryFactory()
    post = PostFactory(thread=TopicFactory(category=category).thread)
    address = reverse("discussions:post", args=[post.pk])
    item = flagged(post)

    def menu(user):
        html = page(as_(user), address)
        return {word for word in ("Flag", "Hide", "Review item") if f"{word}</" in html}

    assert menu(None) == {"Flag"}
    assert menu(UserFactory()) == {"Flag"}
    assert menu(post.author) == set()
    assert menu(ModeratorFactory()) == {"Flag", "Hide", "Review item"}
    assert menu(keeper_of(category)) == {"Flag", "Hide", "Review item"}
    assert reverse("moderation:item", args=[item.pk]) in page(as_(ModeratorFactory()), address)


def test_a_menu_hides_and_shows_again(as_):
    post = PostFactory()
    item = flagged(post)
    address = reverse("moderation:hiding", args=["discussions.post", post.pk])
    client = as_(ModeratorFactory())

    client.post(address)

    assert not Post.objects.get(pk=post.pk).is_live
    assert ReviewItem.objects.get(pk=item.pk).status == "rejected"  # it was decided with it

    client.post(address, {"undo": "1"})

    assert Post.objects.get(pk=post.pk).is_live


def test_members_hide_nothing(as_):
    post = PostFactory()

    as_(UserFactory()).post(reverse("moderation:hiding", args=["discussions.post", post.pk]))

    assert Post.objects.get(pk=post.pk).is_live


def test_a_flagged_member_is_rejected_and_cannot_be_hidden(as_):
    member, client = UserFactory(), as_(ModeratorFactory())
    subject = Subject("accounts.member", member.pk)
    item = flag_content(subject=subject, reason="spam", by=UserFactory()).item

    shown = page(client)

    assert 'value="reject"' in shown
    assert 'value="hide"' not in shown
    assert 'value="delete"' not in shown
    decide(client, item, "reject")
    assert ReviewItem.objects.get().status == "rejected"


def test_a_search_for_filters_reads_whatever_it_is_sent(as_):
    assert page(as_(ModeratorFactory()), "/moderation/filters/?q=%00") is not None


def test_a_message_is_offered_only_where_the_member_reads_it(as_):
    item, client = flagged(), as_(ModeratorFactory())
    assert f'form="decide-{item.pk}" name="text"' in page(client)
    ban_member(member=UserFactory(), reason="Spam.", by=ModeratorFactory())

    assert "Message to the member" not in page(client, f"{QUEUE}?type=ban")


def test_an_item_that_the_viewer_may_not_decide_says_so(as_):
    moderator, member = ModeratorFactory(), UserFactory()
    ModeratorFactory()  # who may decide
    sanction = suspend_member(member=member, days=7, reason="Insults.", by=moderator)
    appeal_sanction(sanction=sanction, text="No.", by=member)
    item = ReviewItem.objects.get(type="appeal")

    shown = page(as_(moderator), f"{QUEUE}items/{item.pk}/")

    assert "Another moderator has to decide this" in shown
    assert 'name="decision"' not in shown


def test_a_moderator_finds_the_queue_in_the_menu_of_every_page(as_):
    flagged()

    assert '<span class="end count fresh">1</span>' in page(as_(ModeratorFactory()), "/flags/")
    assert 'href="/moderation/"' not in page(as_(UserFactory()), "/flags/")


def test_a_profile_can_be_flagged_and_leads_moderators_on(as_):
    member = UserFactory()
    address = member.get_absolute_url()
    flag = reverse("moderation:flag", args=["accounts.member", member.pk])

    assert flag in page(as_(), address)
    assert flag in page(as_(UserFactory()), address)
    assert flag not in page(as_(member), address)


# -- administration ---------------------------------------------------------------------------
def test_the_admin_decides_by_the_same_actions(as_):
    item, client = flagged(), as_(AdminFactory())
    address = reverse("admin:moderation_reviewitem_changelist")

    page(client, address)
    page(client, reverse("admin:moderation_reviewitem_change", args=[item.pk]))
    page(client, reverse("admin:moderation_flag_changelist"))
    client.post(address, {"action": "hide", "_selected_action": [item.pk]})
    again = client.post(address, {"action": "approve", "_selected_action": [item.pk]}, follow=True)

    assert ReviewItem.objects.get().status == "rejected"
    assert "already rejected this" in again.content.decode()


def test_staff_find_nothing_private_in_the_admin_that_they_may_not_read(as_):
    author, reader, staff = UserFactory(), UserFactory(), AdminFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[author, reader])
    topic = TopicFactory(category=CategoryFactory(audience=team), by=author)
    item = flagged(PostFactory(thread=topic.thread, by=author), by=reader, text="Between us.")
    client = as_(staff)

    for model in ("reviewitem", "flag"):
        shown = page(client, reverse(f"admin:moderation_{model}_changelist"))
        assert author.username not in shown
    for name in ("admin:moderation_reviewitem_change", "moderation:item"):
        assert client.get(reverse(name, args=[item.pk])).status_code in {302, 404}


def test_claims_are_shown_in_the_admin(as_):
    item, moderator = flagged(), ModeratorFactory(username="Ada")
    claim_item(item=item, by=moderator)

    assert "Ada" in page(as_(AdminFactory()), reverse("admin:moderation_reviewitem_changelist"))


def test_staff_who_moderate_nothing_find_nothing_in_the_admin(as_, settings):
    settings.MODERATION_LOG_NAMES = False
    staff, member, moderator = UserFactory(is_staff=True), UserFactory(), ModeratorFactory()
    sanction = suspend_member(member=member, days=7, reason="Insults.", by=moderator)
    appeal_sanction(sanction=sanction, text="No.", by=member)
    create_word_filter(pattern="cheap watches", action="flag", by=moderator)
    client, admin = as_(staff), as_(AdminFactory())

    for model in ("sanction", "appeal", "logentry", "wordfilter", "reviewitem"):
        address = reverse(f"admin:moderation_{model}_changelist")
        assert "0 " in page(client, address).split('class="paginator"')[1][:200], model
        assert "1 " in page(admin, address).split('class="paginator"')[1][:200], model


def test_addresses_that_cannot_be_stored_find_nothing(as_):
    client = as_(ModeratorFactory())

    for address in (
        "/moderation/log/?actor=%00",
        "/moderation/filters/?q=%00",
        "/moderation/?member=%00",
    ):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("how", [{}, HTMX])
def test_a_message_stays_when_a_decision_is_refused(how, as_):
    item, client = flagged(), as_(ModeratorFactory())
    address = reverse("moderation:decision", args=[item.pk])
    stale = {"decision": "hide", "version": item.version + 1, "text": "Please be kind."}
    long = {"decision": "hide", "version": item.version, "text": "Kind. " * 200}

    for sent in (stale, long):
        response = client.post(address, sent, **how)
        assert response.status_code == 422
        assert sent["text"].strip() in response.content.decode()
    assert ReviewItem.objects.get().is_open


def test_a_note_that_is_too_long_stays(as_):
    item, client = flagged(), as_(ModeratorFactory())

    response = client.post(reverse("moderation:notes", args=[item.pk]), {"text": "Hm. " * 300})

    assert response.status_code == 422
    assert "Hm. " * 299 in response.content.decode()
