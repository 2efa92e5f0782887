import pytest
from django.db import connection

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, Group
from community.discussions.actions import delete_thread, restore_thread
from community.discussions.containers.actions import MoreTagsNeeded, OneTagOfGroup, TagOfGroupNeeded
from community.discussions.models import Tag
from community.discussions.tags.actions import (
    IsASynonym,
    NoTagName,
    TagTaken,
    TooManyTags,
    UnfitPosition,
    UnknownTags,
    Untitled,
    delete_tag,
    delete_tag_group,
    edit_tag,
    edit_tag_group,
    form_tag_group,
    make_tag,
    merge_tag,
    repair_tags,
    unmerge_tag,
)
from community.discussions.tags.names import names_in, tag_name
from community.discussions.tasks import repair_containers as repair_counters
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.invariants import broken
from forum.actions import edit_topic, set_permissions
from forum.models import Topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = pytest.mark.django_db


def told(name):
    return EventRecord.objects.filter(name=name)


def regular():
    return UserFactory(trust_level=3)


def tagged(*names, **options):
    return TopicFactory(tags=names, by=ModeratorFactory(), **options)


def names_of(topic):
    return Topic.objects.get(pk=topic.pk).tag_names


def count_of(name):
    handled()
    return Tag.objects.get(name=name).threads_count


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Python", "python"),
        ("#Python", "python"),
        ("C#", "c#"),
        ("c++", "c++"),
        (".net", ".net"),
        ("Straße", "straße"),
        ("\uff57ide", "wide"),
        ("日本語", "日本語"),
        ("a" * 30, "a" * 30),
        ("a" * 31, None),
        ("two words", None),
        ("a/b", None),
        ("", None),
        ("...", None),
        ("\u200b", None),
        ("p\u0430ypal", None),
    ],
)
def test_a_tag_is_a_short_word_of_any_script(typed, kept):
    assert tag_name(typed) == kept


def test_a_line_is_read_between_commas_and_spaces():
    assert names_in(" a, b  c,,d ") == ["a", "b", "c", "d"]


def test_a_topic_begins_with_tags_and_a_regular_makes_new_ones():
    topic = TopicFactory(tags=["Kettle", "kéttle", "#Filter"], by=regular())

    assert names_of(topic) == ["filter", "kettle"]
    assert told("discussions.tag.made").count() == 2
    assert len(told("discussions.thread.tagged").get().payload["added"]) == 2


def test_others_use_tags_that_there_are():
    tagged("kettle")

    assert names_of(TopicFactory(tags=["KETTLE"])) == ["kettle"]
    with pytest.raises(UnknownTags, match="pot"):
        TopicFactory(tags=["kettle", "pot"], by=UserFactory(trust_level=2))

    assert not Tag.objects.filter(name="pot").exists()
    assert Topic.objects.count() == 2


@pytest.mark.parametrize(
    ("tags", "refusal"),
    [(["a", "b", "c", "d", "e", "f"], TooManyTags), (["no/tag"], NoTagName), ([""], NoTagName)],
)
def test_tags_that_cannot_be(tags, refusal):
    with pytest.raises(refusal):
        TopicFactory(tags=tags, by=regular())

    assert not Topic.objects.exists()


def test_a_synonym_gives_way_to_the_tag_that_it_stands_for():
    tagged("kettle")
    make_tag(name="teapot", synonym_of=Tag.objects.get(), by=ModeratorFactory())

    topic = TopicFactory(tags=["teapot", "kettle"])

    assert names_of(topic) == ["kettle"]


def test_a_category_asks_for_tags():
    moderator = ModeratorFactory()
    group = form_tag_group(title="Brewing", by=moderator)
    make_tag(name="filter", group=group, by=moderator)
    category = CategoryFactory(min_tags=2)
    category.required_tag_groups.add(group)

    with pytest.raises(MoreTagsNeeded, match="2 tags"):
        tagged("filter", category=category)
    with pytest.raises(TagOfGroupNeeded, match="Brewing"):
        tagged("one", "two", category=category)

    assert not Topic.objects.exists()
    assert tagged("filter", "two", category=category)


def test_graphql_tells_the_groups_that_a_category_asks_for(client):
    moderator = ModeratorFactory()
    second, first = (
        form_tag_group(title=title, position=at, by=moderator)
        for at, title in [(2, "Beans"), (1, "Brewing")]
    )
    asking, free = CategoryFactory(title="Asking"), CategoryFactory(title="Free")
    asking.required_tag_groups.set([second, first])

    query = "{ forum { categories { title requiredTagGroups { title } } } }"
    told = graphql(client, query).json()["data"]["forum"]["categories"]

    groups = {row["title"]: [one["title"] for one in row["requiredTagGroups"]] for row in told}
    assert groups == {asking.title: ["Brewing", "Beans"], free.title: []}


def test_an_exclusive_group_gives_one_tag():
    moderator = ModeratorFactory()
    group = form_tag_group(title="Size", is_exclusive=True, by=moderator)
    for name in ("small", "large"):
        make_tag(name=name, group=group, by=moderator)

    with pytest.raises(OneTagOfGroup, match="Size"):
        tagged("small", "large")

    assert tagged("small")


def test_a_count_tells_of_public_topics_only():
    topic = tagged("kettle")
    private = form_audience(kind=Audience.Kind.SHARED, members=[member := regular()])
    TopicFactory(category=CategoryFactory(audience=private), tags=["kettle", "secret"], by=member)
    moderator = ModeratorFactory()

    assert count_of("kettle") == 1
    assert count_of("secret") == 0
    delete_thread(thread=topic.thread, by=moderator)
    assert count_of("kettle") == 0
    restore_thread(thread=topic.thread, by=moderator)
    assert count_of("kettle") == 1
    edit_topic(topic=topic, tags=[], by=moderator)
    assert count_of("kettle") == 0
    assert not broken()


def test_a_count_follows_who_reads_the_category():
    category, admin = CategoryFactory(), AdminFactory()
    tagged("kettle", category=category)
    gone = tagged("kettle", category=category)
    tagged("kettle")
    delete_thread(thread=gone.thread, by=admin)
    members = Group.objects.get(rule=Group.Rule.MEMBERS)

    set_permissions(category=category, rows=[(members, "read", "yes")], by=admin)
    assert count_of("kettle") == 1
    assert not broken()
    set_permissions(category=category, rows=[], is_public_meant=True, by=admin)
    assert count_of("kettle") == 2
    assert not broken()


def test_a_count_that_drifted_is_set_right_once_the_relay_is_done(caplog):
    tagged("kettle")
    Tag.objects.update(threads_count=7)
    assert repair_tags() == []

    handled()
    repair_counters()

    assert Tag.objects.get().threads_count == 1
    assert "counter drift" in caplog.text


def test_merging_moves_the_topics_and_counts_them_once():
    first, both = tagged("pot"), tagged("pot", "kettle")
    tagged("kettle")
    pot, kettle = Tag.objects.get(name="pot"), Tag.objects.get(name="kettle")
    other = make_tag(name="urn", synonym_of=pot, by=ModeratorFactory())

    for _ in range(2):
        merge_tag(tag=pot, into=kettle, by=ModeratorFactory())

    assert names_of(first) == names_of(both) == ["kettle"]
    assert (count_of("kettle"), count_of("pot")) == (3, 0)
    other.refresh_from_db()
    assert other.synonym_of == kettle
    assert told("discussions.tag.merged").count() == 1
    assert not broken()


def test_a_tag_is_not_merged_with_itself_or_into_a_synonym():
    moderator = ModeratorFactory()
    one, two = (make_tag(name=name, by=moderator) for name in ("one", "two"))
    synonym = make_tag(name="zwei", synonym_of=two, by=moderator)

    for tag, into in ((one, one), (one, synonym), (synonym, one)):
        with pytest.raises(IsASynonym):
            merge_tag(tag=tag, into=into, by=moderator)
    with pytest.raises(IsASynonym):
        make_tag(name="deux", synonym_of=synonym, by=moderator)

    for _ in range(2):
        unmerge_tag(tag=synonym, by=moderator)
    synonym.refresh_from_db()
    assert synonym.synonym_of is None
    assert told("discussions.tag.edited").count() == 1


def test_a_tag_is_renamed_described_and_deleted():
    moderator, topic = ModeratorFactory(), tagged("kettle", "pot")
    kettle = Tag.objects.get(name="kettle")
    url = kettle.get_absolute_url()

    for _ in range(2):
        edit_tag(tag=kettle, name="Kettles", description="Hot water", by=moderator)
    with pytest.raises(TagTaken):
        edit_tag(tag=kettle, name="POT", by=moderator)
    with pytest.raises(TagTaken):
        make_tag(name="pot", by=moderator)
    assert names_of(topic) == ["kettles", "pot"]
    assert told("discussions.tag.edited").count() == 1
    assert url.endswith("/kettle/")

    for _ in range(2):
        delete_tag(tag=kettle, by=moderator)
    assert names_of(topic) == ["pot"]
    assert told("discussions.tag.deleted").count() == 1


def test_a_group_is_formed_edited_and_deleted():
    moderator = ModeratorFactory()
    group = form_tag_group(title=" Sizes ", by=moderator)
    tag = make_tag(name="small", group=group, by=moderator)
    with pytest.raises(Untitled):
        edit_tag_group(group=group, title=" ", by=moderator)

    for _ in range(2):
        edit_tag_group(group=group, title="How big", is_exclusive=True, by=moderator)
        group.refresh_from_db()
    assert (group.title, group.is_exclusive) == ("How big", True)
    for _ in range(2):
        delete_tag_group(group=group, by=moderator)

    tag.refresh_from_db()
    assert tag.group is None
    counts = [
        told(f"discussions.tag_group.{what}").count() for what in ("formed", "edited", "deleted")
    ]
    assert counts == [1, 1, 1]


@pytest.mark.parametrize("position", [-1, 2**31 - 1])
def test_a_groups_position_is_a_small_number(position):
    by = ModeratorFactory()
    group = form_tag_group(title="Parts", by=by)

    with pytest.raises(UnfitPosition):
        form_tag_group(title="Tools", position=position, by=by)
    with pytest.raises(UnfitPosition):
        edit_tag_group(group=group, position=position, by=by)


def test_only_moderators_edit_tags():
    moderator, member = ModeratorFactory(), regular()
    group = form_tag_group(title="Sizes", by=moderator)
    one, two = (make_tag(name=name, by=moderator) for name in ("one", "two"))
    events = EventRecord.objects.count()

    for act in (
        lambda: make_tag(name="new", by=member),
        lambda: edit_tag(tag=one, name="new", by=member),
        lambda: merge_tag(tag=one, into=two, by=member),
        lambda: unmerge_tag(tag=one, by=member),
        lambda: delete_tag(tag=one, by=member),
        lambda: form_tag_group(title="Mine", by=member),
        lambda: edit_tag_group(group=group, title="Mine", by=member),
        lambda: delete_tag_group(group=group, by=member),
    ):
        with pytest.raises(Denied):
            act()

    assert EventRecord.objects.count() == events
    assert Tag.objects.count() == 2


def rest(client, method, path, body=None):
    return getattr(client, method)(f"/api/v1/{path}", body or {}, content_type="application/json")


def graphql(client, query):
    return client.post("/graphql/", {"query": query}, content_type="application/json")


def test_rest_edits_tags(as_):
    client = as_(ModeratorFactory())
    group = rest(client, "post", "tag-groups/", {"title": "Sizes"}).json()
    one = rest(client, "post", "tags/", {"name": "One", "group": group["id"]}).json()
    two = rest(client, "post", "tags/", {"name": "two"}).json()

    assert one["name"] == "one"
    assert rest(client, "patch", f"tags/{one['id']}/", {"name": "uno"}).json()["name"] == "uno"
    renamed = rest(client, "patch", f"tag-groups/{group['id']}/", {"is_exclusive": True})
    assert renamed.json()["is_exclusive"]
    merged = rest(client, "put", f"tags/{one['id']}/synonymy/", {"into": two["id"]})
    assert merged.status_code == 200, merged.content
    assert Tag.objects.get(pk=one["id"]).synonym_of_id == two["id"]
    assert rest(client, "delete", f"tags/{one['id']}/synonymy/").status_code == 200
    assert rest(client, "delete", f"tags/{two['id']}/").status_code == 204
    assert rest(client, "delete", f"tag-groups/{group['id']}/").status_code == 204
    assert [tag.name for tag in Tag.objects.all()] == ["uno"]
    stranger = as_(UserFactory())
    assert rest(stranger, "post", "tags/", {"name": "three"}).status_code == 403


def test_graphql_edits_tags(as_):
    client = as_(ModeratorFactory())

    def act(call):
        answer = graphql(client, f"mutation {{ forum {{ {call} }} }}").json()
        assert "errors" not in answer, answer
        return next(iter(answer["data"]["forum"].values()))

    group = act('formTagGroup(title: "Sizes") { group { id } }')["group"]["id"]
    act(f"editTagGroup(groupId: {group}, isExclusive: true) {{ group {{ title }} }}")
    one = act(f'makeTag(name: "one", groupId: {group}) {{ tag {{ id }} }}')["tag"]["id"]
    two = act('makeTag(name: "two") { tag { id } }')["tag"]["id"]
    act(f'editTag(tagId: {one}, name: "uno", groupId: null) {{ tag {{ name }} }}')
    act(f"mergeTag(tagId: {one}, intoId: {two}) {{ tag {{ name }} }}")
    found = graphql(client, '{ forum { tag(name: "UNO") { name } tagGroups { title } } }').json()
    assert found["data"]["forum"] == {"tag": {"name": "two"}, "tagGroups": [{"title": "Sizes"}]}
    act(f"unmergeTag(tagId: {one}) {{ tag {{ name }} }}")
    act(f"deleteTag(tagId: {two}) {{ id }}")
    act(f"deleteTagGroup(groupId: {group}) {{ id }}")

    assert [tag.name for tag in Tag.objects.all()] == ["uno"]
    denied = graphql(as_(UserFactory()), 'mutation { forum { makeTag(name: "x") { tag { id } } } }')
    assert b'"denied"' in denied.content


def test_moderators_edit_tags_in_the_admin(as_):
    client = as_(ModeratorFactory())
    form = {"name": "One", "description": "", "group": "", "synonym_of": ""}

    assert client.post("/admin/discussions/tag/add/", form).status_code == 302
    assert client.post("/admin/discussions/tag/add/", {**form, "name": "two"}).status_code == 302
    one, two = Tag.objects.order_by("pk")
    url = f"/admin/discussions/tag/{one.pk}/change/"
    changed = {**form, "name": "uno", "synonym_of": two.pk}
    assert client.post(url, changed).status_code == 302
    one.refresh_from_db()
    assert (one.name, one.synonym_of) == ("uno", two)
    assert client.post(url, {**changed, "synonym_of": ""}).status_code == 302
    delete = f"/admin/discussions/tag/{one.pk}/delete/"
    assert client.post(delete, {"post": "yes"}).status_code == 302
    group = {"title": "Sizes", "position": 0}
    assert client.post("/admin/discussions/taggroup/add/", group).status_code == 302

    assert [tag.name for tag in Tag.objects.all()] == ["two"]


def suggested(client, q):
    page = client.get("/tags/suggestions/", {"q": q}).json()["tags"]
    api = client.get("/api/v1/tags/suggestions/", {"q": q}).json()
    query = f'{{ forum {{ tags(startingWith: "{q}") {{ name }} }} }}'
    graph = graphql(client, query).json()["data"]["forum"]["tags"]
    names = [[tag["name"] for tag in tags] for tags in (page, api, graph)]
    assert names[0] == names[1] == names[2]
    return names[0]


def test_what_is_typed_is_completed(as_):
    tagged("kettle")
    tagged("kettle", "kefir")
    make_tag(name="kessel", synonym_of=Tag.objects.get(name="kettle"), by=ModeratorFactory())
    handled()

    assert suggested(as_(), "KÉ") == ["kettle", "kefir"]
    assert suggested(as_(), "kess") == ["kettle"]
    assert suggested(as_(), "%") == []


def test_a_private_topics_tag_is_in_no_list(as_):
    private = form_audience(kind=Audience.Kind.SHARED, members=[member := regular()])
    TopicFactory(category=CategoryFactory(audience=private), tags=["merger"], by=member)
    handled()

    for client in (as_(), as_(UserFactory())):
        assert suggested(client, "mer") == []
        assert b"merger" not in client.get("/tags/").content
        assert client.get("/api/v1/tags/").json()["results"] == []
    assert suggested(as_(ModeratorFactory()), "mer") == ["merger"]


def test_nobody_learns_by_its_address_whether_there_is_such_a_tag(as_):
    private = form_audience(kind=Audience.Kind.SHARED, members=[member := regular()])
    TopicFactory(category=CategoryFactory(audience=private), tags=["merger"], by=member)
    tag = Tag.objects.get(name="merger")
    merge_tag(tag=make_tag(name="buyout", by=ModeratorFactory()), into=tag, by=ModeratorFactory())
    watch = f"/api/v1/watches/forum.tag:{tag.pk}/"

    for client in (as_(), as_(UserFactory())):
        for address in ("/tag/merger/", "/tag/MERGER/", "/tag/buyout/", "/tag/merger/l/hot/"):
            assert client.get(address).status_code == 404, address
    stranger, reader = as_(UserFactory()), as_(member)
    body = {"level": 3}
    assert stranger.put(watch, body, content_type="application/json").status_code == 404
    assert reader.put(watch, body, content_type="application/json").status_code == 200
    assert reader.get("/tag/merger/").status_code == 200
    assert reader.get("/tag/buyout/").headers["Location"] == "/tag/merger/"
    assert as_(ModeratorFactory()).get("/tag/merger/").status_code == 200


@pytest.mark.parametrize("rows", [3, 30])
def test_the_index_costs_the_same_at_any_size(rows, as_, django_assert_num_queries):
    moderator = ModeratorFactory()
    for n in range(rows):
        group = form_tag_group(title=f"Group {n}", by=moderator)
        make_tag(name=f"in-{n}", group=group, by=moderator)
        make_tag(name=f"free-{n}", description="!", by=moderator)
    client = as_(UserFactory())

    # session, member, groups, their tags, the others; audiences and categories for the rail
    with django_assert_num_queries(7):
        page = client.get("/tags/?order=name").content.decode()

    assert page.count('class="tag"') == 2 * rows


def test_an_index_without_tags_says_what_to_do(as_):
    assert b"/new-topic/" in as_().get("/tags/").content


def test_tags_stand_on_the_topic_and_in_the_apis(as_, django_assert_num_queries):
    topics = [tagged("kettle", "filter", title=f"Topic {n}") for n in range(3)]

    page = as_().get(topics[0].get_absolute_url()).content.decode()
    assert '<a class="tag" href="/tag/filter/"' in page
    client = as_(UserFactory())
    with django_assert_num_queries(6):
        listed = client.get("/api/v1/topics/").json()["results"]
    assert [topic["tags"] for topic in listed] == [["filter", "kettle"]] * 3
    query = "{ forum { topics { nodes { tags { name } } } } }"
    # session, member, audiences, what is watched (its muted topics stay out), topics, tags
    with django_assert_num_queries(6):
        found = graphql(client, query).json()["data"]["forum"]["topics"]["nodes"]
    assert [len(topic["tags"]) for topic in found] == [2, 2, 2]


INTERFACES = ["page", "rest", "graphql"]


@pytest.mark.parametrize("interface", INTERFACES)
def test_every_interface_begins_a_topic_with_tags(interface, as_):
    client, category = as_(regular()), CategoryFactory()
    words = {"title": "A title", "source": "Words", "category": category.pk}

    if interface == "page":
        response = client.post("/new-topic/", {**words, "tags": "One, two"})
    elif interface == "rest":
        response = rest(client, "post", "topics/", {**words, "tags": ["One", "two"]})
    else:
        call = f'startTopic(categoryId: {category.pk}, title: "A title", source: "Words"'
        call += ', tags: ["One", "two"]) { topic { id } }'
        response = graphql(client, f"mutation {{ forum {{ {call} }} }}")

    assert response.status_code < 400, response.content
    assert Topic.objects.get().tag_names == ["one", "two"]


def test_the_form_keeps_the_tags_that_it_refused(as_):
    form = {"category": CategoryFactory().pk, "title": "T", "source": "W", "tags": "brand-new"}

    response = as_(UserFactory()).post("/new-topic/", form)

    assert response.status_code == 422
    assert b'value="brand-new"' in response.content
    assert b"This tag does not exist: brand-new." in response.content


def test_prefixes_are_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'discussions_tag'")
        assert any("varchar_pattern_ops" in row[0] for row in cursor.fetchall())


def test_staff_find_topics_by_tag(as_):
    topic = tagged("kettle", title="About kettles")
    tagged("pot", title="About pots")
    tag = Tag.objects.get(name="kettle")

    page = as_(AdminFactory()).get("/admin/forum/topic/", {"thread__tags__id__exact": tag.pk})

    assert topic.thread.title.encode() in page.content
    assert b"About pots" not in page.content


def test_the_field_says_which_tags_are_new_or_not_allowed(as_):
    tagged("kettle")
    make_tag(name="kessel", synonym_of=Tag.objects.get(name="kettle"), by=ModeratorFactory())
    typed = {"names": "kettle, Kessel, zebra, %%"}

    def remarks(member):
        return as_(member).get("/tags/suggestions/", typed).json()["remarks"]

    assert remarks(ModeratorFactory()) == [
        "Not allowed as a tag: %%.",
        "New, created when you save: zebra.",
    ]
    assert remarks(UserFactory())[1] == "No such tag: zebra. Choose an existing one."
    assert as_().get("/tags/suggestions/", {"q": "k"}).json()["remarks"] == []
