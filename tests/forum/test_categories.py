"""Categories in categories: how they come, change, move and go, through every interface."""

import json

import pytest

from community.accounts.audiences.actions import form_audience, form_group
from community.accounts.models import Audience, Group
from community.discussions.containers.actions.containers import UnfitValue
from community.discussions.containers.tree import arranged, crumbs, within
from community.discussions.models import Thread
from community.events.models import EventRecord
from community.kernel import invariants
from community.kernel.errors import Denied, Stale
from community.kernel.pseudo import pseudo
from forum.actions import (
    InItself,
    NotEmpty,
    TooDeep,
    WouldBecomePublic,
    delete_category,
    edit_category,
    open_category,
    set_permissions,
)
from forum.models import Category
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdminFactory()


def chain(admin, *titles):
    made, parent = [], None
    for title in titles:
        parent = CategoryFactory(title=title, slug=title.lower(), parent=parent, by=admin)
        made.append(parent)
    return made


def private(admin, category, *members):
    group = form_group(name="Team", slug=f"team-{category.pk}", members=members, by=admin)
    return set_permissions(category=category, rows=[(group, "read", "yes")], by=admin)


def test_categories_stand_three_deep_and_no_deeper(admin):
    one, two, three = chain(admin, "One", "Two", "Three")

    assert [place.depth for place in (one, two, three)] == [1, 2, 3]
    with pytest.raises(TooDeep):
        CategoryFactory(parent=three, by=admin)
    other = CategoryFactory(by=admin)
    with pytest.raises(TooDeep):
        edit_category(category=one, parent=other, by=admin)
    assert Category.subtree_ids(one.pk) == [one.pk, two.pk, three.pk]


def test_what_moves_takes_what_is_below_along(admin):
    one, two, three = chain(admin, "One", "Two", "Three")

    edit_category(category=two, parent=None, by=admin)

    three.refresh_from_db()
    assert three.depth == 2
    edit_category(category=two, parent=one, by=admin)
    three.refresh_from_db()
    assert three.depth == 3
    assert invariants.broken() == []


@pytest.mark.parametrize("below", [0, 1, 2])
def test_nothing_stands_in_itself(below, admin):
    places = chain(admin, "One", "Two", "Three")

    with pytest.raises(InItself):
        edit_category(category=places[0], parent=places[below], by=admin)

    assert not EventRecord.objects.filter(name="discussions.container.edited").exists()


def test_what_moves_is_read_by_whoever_reads_its_new_place(admin):
    member = UserFactory()
    room = private(admin, CategoryFactory(by=admin), member)
    topic = TopicFactory()

    edit_category(category=topic.category, parent=room, by=admin)
    assert not Thread.objects.visible_to(UserFactory()).filter(pk=topic.pk).exists()

    with pytest.raises(WouldBecomePublic) as refusal:
        edit_category(category=topic.category, parent=None, by=admin)
    assert "topic" in str(refusal.value)
    edit_category(category=topic.category, parent=None, by=admin, is_public_meant=True)
    assert Thread.objects.visible_to(UserFactory()).filter(pk=topic.pk).exists()
    assert invariants.broken() == []


def test_what_says_itself_who_reads_keeps_that_wherever_it_moves(admin):
    room = private(admin, CategoryFactory(by=admin), UserFactory())
    category = private(admin, CategoryFactory(by=admin), UserFactory())
    category.refresh_from_db()

    moved = edit_category(category=category, parent=room, by=admin)

    assert moved.audience_id == category.audience_id != room.audience_id


def test_a_new_category_is_read_like_its_parent(admin):
    room = private(admin, CategoryFactory(by=admin), UserFactory())

    assert CategoryFactory(parent=room, by=admin).audience_id == room.audience_id
    assert room.audience_id != Audience.PUBLIC_ID


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_moves_under_each_other_make_no_circle(turn, in_threads):
    admin = AdminFactory()
    one, two = CategoryFactory(by=admin), CategoryFactory(by=admin)

    def move(what, under):
        def act():
            try:
                edit_category(category=what, parent=under, by=admin)
            except InItself:
                return False
            return True

        return act

    assert sorted(in_threads([move(one, two), move(two, one)])) == [False, True]
    assert invariants.broken() == []


def test_only_what_is_empty_is_deleted(admin):
    topic = TopicFactory()
    parent, child = chain(admin, "One", "Two")

    for full in (topic.category, parent):
        with pytest.raises(NotEmpty):
            delete_category(category=full, by=admin)
    with pytest.raises(Denied):
        delete_category(category=child, by=ModeratorFactory())
    with pytest.raises(Stale):
        delete_category(category=child, version=7, by=admin)
    delete_category(category=child, by=admin)

    assert not Category.objects.filter(pk=child.pk).exists()
    assert EventRecord.objects.filter(name="discussions.container.deleted").count() == 1


def test_whoever_was_slower_sees_what_it_says_now(admin):
    category = CategoryFactory(by=admin)
    edited = edit_category(category=category, title="All sensors", version=1, by=admin)
    assert edited.version == 2

    with pytest.raises(Stale) as refusal:
        edit_category(category=category, title="Some sensors", version=1, by=admin)

    assert refusal.value.now.startswith("All sensors")
    assert refusal.value.version == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"title": " "}, {"title": "x" * 61}, {"slug": "two words"}, {"description": "x" * 301},
        {"position": -1}, {"default_view": "upside-down"},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(changed, admin):
    category = CategoryFactory(by=admin)
    with pytest.raises(UnfitValue):
        edit_category(category=category, by=admin, **{"title": "T", **changed})
    with pytest.raises(UnfitValue):
        open_category(by=admin, **{"title": "T", "slug": "t", **changed})

    assert Category.objects.get().version == 1


def test_the_tree_has_no_gap_where_something_is_hidden(admin):
    one, two, three = chain(admin, "One", "Two", "Three")

    def levels(places):
        return [(place.title, place.level) for place in arranged(places)]

    assert levels([three, two, one]) == [("One", 0), ("Two", 1), ("Three", 2)]
    assert levels([one, three]) == [("One", 0), ("Three", 0)]
    assert within(two.pk, {row.pk: row.parent_id for row in (one, two, three)}) == [
        two.pk,
        three.pk,
    ]
    assert [place.title for place in crumbs([one, two, three], three)] == ["One", "Two"]
    assert crumbs([one, three], three) == []


# -- every interface -------------------------------------------------------------------------------
FIELDS = {
    "title": "Sensors", "slug": "sensors-and-more", "description": "", "position": 3, "icon": 2,
    "hue": 4, "default_view": "nested", "min_tags": 0,
}  # fmt: skip


def graphql(client, query, **variables):
    body = {"query": query, "variables": variables}
    return client.post("/graphql/", body, content_type="application/json")


def open_by_page(client, parent):
    return client.post("/categories/new/", {**FIELDS, "parent": parent.pk})


def open_by_admin(client, parent):
    return client.post("/admin/forum/category/add/", {**FIELDS, "parent": parent.pk, "audience": 0})


def open_by_rest(client, parent):
    body = {**FIELDS, "parent": parent.pk}
    return client.post("/api/v1/categories/", body, content_type="application/json")


def open_by_graphql(client, parent):
    query = """mutation ($id: ID!) { forum { openCategory(
        title: "Sensors", slug: "sensors-and-more", parentId: $id, hue: 4
    ) { category { id parent { id } permissions } } } }"""
    return graphql(client, query, id=parent.pk)


OPENERS = [open_by_page, open_by_admin, open_by_rest, open_by_graphql]


@pytest.mark.parametrize("interface", OPENERS)
def test_every_interface_opens_a_category(interface, as_, admin):
    parent = CategoryFactory(by=admin)

    assert interface(as_(admin), parent).status_code < 400

    opened = Category.objects.get(slug="sensors-and-more")
    assert (opened.parent_id, opened.depth, opened.hue) == (parent.pk, 2, 4)


@pytest.mark.parametrize("interface", OPENERS)
def test_no_interface_opens_one_for_anybody_else(interface, as_, admin):
    parent = CategoryFactory(by=admin)

    for person in (None, UserFactory(), ModeratorFactory()):
        interface(as_(person), parent)

    assert Category.objects.count() == 1
    assert EventRecord.objects.filter(name="discussions.container.created").count() == 1


def permit_by_page(client, category, group):
    url = f"/c/{category.slug}/{category.pk}/permissions/"
    return client.post(url, {"version": 1, f"{group.pk}-start": "yes", "0-reply": "no"})


def permit_by_rest(client, category, group):
    rows = [
        {"group": group.pk, "action": "start", "value": "yes"},
        {"group": None, "action": "reply", "value": "no"},
    ]
    url = f"/api/v1/categories/{category.pk}/permissions/"
    headers = {"If-Match": '"1"'}
    return client.put(url, {"rows": rows}, content_type="application/json", headers=headers)


def permit_by_graphql(client, category, group):
    query = """mutation ($id: ID!, $group: ID!) { forum { setPermissions(
        categoryId: $id, version: 1, rows: [
            { groupId: $group, action: START, value: YES }, { action: REPLY, value: NO }
    ]) { category { permissions version } } } }"""
    return graphql(client, query, id=category.pk, group=group.pk)


PERMITTERS = [permit_by_page, permit_by_rest, permit_by_graphql]


@pytest.mark.parametrize("interface", PERMITTERS)
def test_every_interface_sets_permissions(interface, as_, admin):
    category, group = CategoryFactory(by=admin), Group.objects.get(rule="trust_2")

    first = interface(as_(admin), category, group)
    again = interface(as_(admin), category, group)  # with the version that was seen at first

    assert first.status_code < 400, first.content
    assert again.status_code in {412, 422} or b'"stale"' in again.content
    assert set(category.permissions.values_list("group", "action", "value")) == {
        (group.pk, "start", "yes"), (None, "reply", "no"),
    }  # fmt: skip


@pytest.mark.parametrize("interface", PERMITTERS)
def test_no_interface_sets_them_for_anybody_else(interface, as_, admin):
    category, group = CategoryFactory(by=admin), Group.objects.get(rule="trust_2")

    for person in (None, UserFactory(), ModeratorFactory()):
        interface(as_(person), category, group)

    assert not category.permissions.exists()
    assert not EventRecord.objects.filter(name="discussions.container.permissions_changed").exists()


def delete_by_page(client, category):
    return client.post(f"/c/{category.slug}/{category.pk}/removal/")


def delete_by_rest(client, category):
    return client.delete(f"/api/v1/categories/{category.pk}/")


def delete_by_graphql(client, category):
    query = "mutation ($id: ID!) { forum { deleteCategory(categoryId: $id) { id } } }"
    return graphql(client, query, id=category.pk)


def delete_by_admin(client, category):
    return client.post(f"/admin/forum/category/{category.pk}/delete/", {"post": "yes"})


@pytest.mark.parametrize(
    "interface", [delete_by_page, delete_by_rest, delete_by_graphql, delete_by_admin]
)
def test_every_interface_deletes_for_staff_alone(interface, as_, admin):
    category = CategoryFactory(by=admin)
    for person in (None, UserFactory(), ModeratorFactory()):
        interface(as_(person), category)
    assert Category.objects.exists()

    assert interface(as_(admin), category).status_code < 400

    assert not Category.objects.exists()


def test_rest_edits_with_the_version_that_was_seen(as_, admin):
    category, client = CategoryFactory(by=admin), as_(admin)
    url = f"/api/v1/categories/{category.pk}/"
    tag = client.get(url).headers["ETag"]

    def patch(title):
        body = json.dumps({"title": title})
        return client.patch(url, body, content_type="application/json", headers={"If-Match": tag})

    assert patch("First").status_code == 200
    assert patch("Second").status_code == 412
    category.refresh_from_db()
    assert category.title == "First"


def test_graphql_edits_and_moves(as_, admin):
    category, parent = CategoryFactory(by=admin), CategoryFactory(by=admin)
    query = """mutation ($id: ID!, $title: String, $parentId: ID) { forum {
        editCategory(categoryId: $id, version: 1, title: $title, parentId: $parentId) {
            category { title depth parent { id } permissions } } } }"""
    fields = {"title": "New", "parentId": parent.pk}

    answer = graphql(as_(admin), query, id=category.pk, **fields).json()

    edited = answer["data"]["forum"]["editCategory"]["category"]
    assert edited["parent"]["id"] == str(parent.pk)
    assert (edited["title"], edited["depth"]) == ("New", 2)
    stale = graphql(as_(admin), query, id=category.pk, **fields).json()
    assert stale["errors"][0]["extensions"]["code"] == "stale"


def test_rest_says_what_the_caller_may(as_, admin):
    category = CategoryFactory(by=admin)
    url = f"/api/v1/categories/{category.pk}/"

    assert as_().get(url).json()["permissions"] == ["read"]
    member = as_(UserFactory()).get(url).json()["permissions"]
    assert member == ["read", "start", "reply", "react", "tag"]
    moderator = as_(ModeratorFactory()).get(url).json()["permissions"]
    assert moderator == [*member, "solve", "edit", "moderate"]


def test_settings_name_the_groups_that_read_in_the_readers_language(as_, admin):
    category = CategoryFactory(by=admin)
    url = f"/c/{category.slug}/{category.pk}/settings/"
    moderators, members = (Group.objects.get(rule=rule) for rule in ("moderators", "members"))
    assert "This category is public" in as_(admin).get(url).content.decode()
    rows = [(members, "read", "yes"), (moderators, "read", "never")]
    set_permissions(category=category, rows=rows, by=admin)

    page = as_(admin).get(url).content.decode()
    accented = as_(admin).get(url, headers={"Accept-Language": "en-xa"}).content.decode()

    assert "This category is private. Only these groups can read it: All members." in page
    assert "Never, whatever other groups their members are in: Moderators." in page
    assert f'<th scope="row">{pseudo("Moderators")}</th>' in accented
    assert f"{pseudo('All members')}." in accented


def test_settings_ask_before_everybody_reads(as_, admin):
    category = private(admin, CategoryFactory(by=admin), UserFactory())
    client, url = as_(admin), f"/c/{category.slug}/{category.pk}/"
    assert client.get(f"{url}settings/").status_code == 200
    body = {"version": category.version, "0-read": "yes"}

    refused = client.post(f"{url}permissions/", body)
    assert refused.status_code == 422
    assert b"is_public_meant" in refused.content
    meant = client.post(f"{url}permissions/", {**body, "is_public_meant": "on"})

    assert meant.status_code == 302
    category.refresh_from_db()
    assert category.audience_id == Audience.PUBLIC_ID


def test_settings_keep_what_was_typed(as_, admin):
    category = CategoryFactory(by=admin)
    edit_category(category=category, title="Meanwhile", by=admin)
    url, body = f"/c/{category.slug}/{category.pk}/settings/", {**FIELDS, "version": 1}

    stale = as_(admin).post(url, {**body, "description": "long considered"})
    assert stale.status_code == 422
    assert b"long considered" in stale.content
    saved = as_(admin).post(url, {**body, "version": 2})

    assert saved.status_code == 302
    category.refresh_from_db()
    assert category.slug == "sensors-and-more"


@pytest.mark.parametrize("path", ["settings", "permissions", "removal"])
def test_settings_are_for_staff(path, as_, admin):
    category = CategoryFactory(by=admin)
    url = f"/c/{category.slug}/{category.pk}/{path}/"

    for person in (UserFactory(), ModeratorFactory()):
        response = as_(person).post(url)
        assert response.status_code in {302, 403}
    assert as_(UserFactory()).get("/categories/new/").status_code == 403
    assert "/accounts/login/" in as_().get(url).headers["Location"]
    assert Category.objects.exists()


# -- pages ------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [3, 30])
def test_the_index_costs_the_same_at_any_size(rows, as_, admin, django_assert_num_queries):
    parent = CategoryFactory(by=admin)
    for n in range(rows):
        category = CategoryFactory(title=f"Place {n}", parent=parent, by=admin)
        TopicFactory(category=category, title=f"Newest {n}", by=admin)
    client = as_(UserFactory())

    with django_assert_num_queries(5):  # session, member, audiences, categories, newest topics
        page = client.get("/categories/").content.decode()

    assert page.count('class="row place') == rows + 1
    assert all(f"Newest {n}" in page for n in range(rows))


def test_the_index_shows_nobody_what_is_not_theirs(as_, admin):
    member = UserFactory()
    room = CategoryFactory(title="Back room", by=admin)
    TopicFactory(category=room, title="Behind the door")
    private(admin, room, member)

    for client, sees in ((as_(), False), (as_(UserFactory()), False), (as_(member), True)):
        page = client.get("/categories/").content
        assert (b"Back room" in page) == sees
        assert (b"Behind the door" in page) == sees


def test_an_empty_index_says_what_to_do(as_, admin):
    assert b"/categories/new/" in as_(admin).get("/categories/").content
    assert b"no categories that you can read" in as_().get("/categories/").content


def test_a_categorys_list_holds_what_is_below_it(as_, admin):
    one, two, _ = chain(admin, "One", "Two", "Three")
    TopicFactory(category=two, title="Deep inside")
    TopicFactory(title="Elsewhere")

    page = as_().get(one.get_absolute_url()).content

    assert b"Deep inside" in page
    assert b"Elsewhere" not in page
    crumbs_of = as_().get(two.get_absolute_url()).content.decode().partition("<h1>")[0]
    assert one.get_absolute_url() in crumbs_of.partition('class="crumbs"')[2]


def test_crumbs_do_not_name_a_parent_that_is_hidden(as_, admin):
    room, child = chain(admin, "Secret-room", "Lobby")
    set_permissions(category=child, rows=[(None, "read", "yes")], by=admin)
    private(admin, room, UserFactory())
    topic = TopicFactory(category=child)

    for url in (topic.get_absolute_url(), child.get_absolute_url(), "/", "/categories/"):
        page = as_().get(url)
        assert page.status_code == 200
        assert b"Lobby" in page.content
        assert b"Secret-room" not in page.content


def test_a_new_topic_begins_with_its_categorys_template(as_, admin):
    category = CategoryFactory(template="## Station\n\n## What happens", by=admin)
    plain = CategoryFactory(by=admin)
    client = as_(UserFactory())

    begun = client.get(f"/new-topic/?category={category.pk}").content.decode()
    other = client.get(f"/new-topic/?category={plain.pk}").content.decode()

    assert "## What happens</textarea>" in begun
    assert "## What happens</textarea>" not in other
    assert 'data-template="## Station' in other  # on the option, for the script


def test_the_composer_offers_only_where_one_may_begin(as_, admin):
    shut = CategoryFactory(title="Announcements", by=admin)
    set_permissions(category=shut, rows=[(None, "start", "no")], by=admin)
    parent = CategoryFactory(title="Sensors", by=admin)
    CategoryFactory(title="Wind", parent=parent, by=admin)

    page = as_(UserFactory()).get("/new-topic/").content.decode().partition("<form class")[2]

    assert "Announcements" not in page
    assert "\u2003Wind</option>" in page


def test_a_reply_that_is_not_allowed_is_not_offered(as_):
    topic = PostFactory().thread.topic
    set_permissions(category=topic.category, rows=[(None, "reply", "no")], by=AdminFactory())

    page = as_(UserFactory()).get(topic.get_absolute_url()).content

    assert b"You cannot reply here" in page


def test_a_hidden_parent_is_none_over_rest(as_, admin):
    inside = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[inside])
    above = CategoryFactory(audience=team, by=admin)
    everybody = Audience.objects.get(pk=Audience.PUBLIC_ID)
    below = CategoryFactory(parent=above, audience=everybody, by=admin)

    def parent_for(viewer):
        client = as_(viewer)
        alone = client.get(f"/api/v1/categories/{below.pk}/").json()
        rows = client.get("/api/v1/categories/").json()["results"]
        listed = next(row for row in rows if row["id"] == below.pk)
        less = client.get(f"/api/v1/categories/{below.pk}/?fields=id").json()
        assert (alone["parent"], less) == (listed["parent"], {"id": below.pk})
        return alone["parent"]

    assert parent_for(None) is None
    assert parent_for(UserFactory()) is None
    assert parent_for(inside) == above.pk
