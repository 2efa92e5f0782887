"""One declaration for REST and GraphQL, tried on a toy, and that neither lacks an operation."""

import json
import re
from importlib import import_module

import graphene
import pytest
from django.db.models import TextChoices
from django.urls import include, path
from graphene.utils.str_converters import to_camel_case
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from community.api import DECLARED
from community.api import urlpatterns as api
from community.discussions.models import Post, TagGroup
from community.discussions.operations import POST
from community.discussions.tags.actions import form_tag_group
from community.kernel.errors import Stale
from community.kernel.graphql import View
from community.kernel.operations import Api, MutationOperation, refuse_unknown, unknown_name
from community.kernel.operations.inputs import Chosen, enum_of
from community.kernel.operations.mutations import namespace
from community.kernel.operations.rest import OperationView, routes
from community.kernel.operations.roles import EVERYONE, MEMBERS
from community.kernel.scopes import Access
from community.schema import schema
from forum.operations import TAG_GROUP
from tests.conftest import ROOT
from tests.factories import ModeratorFactory, PostFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.test_operations")]


# -- the toy: posts are painted ----------------------------------------------------------------
class Colour(TextChoices):
    """What a post is painted in."""

    RED = "red"
    BLUE = "blue"


enum_of(Colour, "ToyColour")
done = []  # what the actions were handed


class CoatIn(serializers.Serializer):
    colour = serializers.ChoiceField(Colour.choices)
    layers = serializers.IntegerField(default=1)


class PaintIn(serializers.Serializer):
    colour = serializers.ChoiceField(Colour.choices)
    until = serializers.DateTimeField(allow_null=True)
    coats = CoatIn(many=True, required=False)
    like = Chosen(Post.objects.visible_to, Post, required=False)


class LookIn(serializers.Serializer):
    colour = serializers.ChoiceField(Colour.choices)
    note = serializers.CharField()


def paint_post(*, post, by, colour, until, coats=(), like=None, version=None):
    """Give it a colour."""
    if version not in {None, post.version}:
        raise Stale(version=post.version, now=post.source)
    done.append({"post": post, "by": by, "colour": colour, "until": until, "coats": list(coats)})
    done[-1] |= {"like": like} if like else {}
    return post


def change_look(*, post, by, **told):
    done.append(told)


def strip_post(*, post, by):
    done.append(post)


def strip_all(*, by, site):
    done.append(site)


def find_group(*, by):
    return TagGroup.objects.get()


def change_group(*, group, by, **told):
    done.append(told)


def strip_group(*, group, by):
    done.append(group)


toys = Api("toys", scope="forum", resources=[POST, TAG_GROUP], allowed=MEMBERS)
toys.list("posts/", POST)
toys.retrieve("posts/{post}/")
toys.retrieve("secrets/{post}/", name="get_secret", permission=lambda viewer: viewer.is_staff)
toys.retrieve("keys/{post}/", name="get_key", session_only=True)
toys.mutation("PUT posts/{post}/paint/", paint_post, input=PaintIn, output=POST)
toys.mutation("PATCH posts/{post}/", change_look, input=LookIn, output=POST)
toys.mutation("DELETE posts/{post}/", strip_post)
toys.mutation("POST strippings/", strip_all, session_only=True)
toys.retrieve("groups/{group}/")
toys.mutation("POST groups/", find_group, output=TAG_GROUP)
toys.mutation("PATCH groups/{group}/", change_group, input=LookIn)
toys.mutation("DELETE groups/{group}/", strip_group)


class Query(graphene.ObjectType):
    toys = graphene.Int()


class Mutation(graphene.ObjectType):
    toys = namespace(toys)


view = View.as_view(schema=graphene.Schema(query=Query, mutation=Mutation))
urlpatterns = [
    path("api/v1/", include(routes(toys))),
    path("graphql/", view),
    path("", include("community.discussions.urls")),  # where a post says that it stands
]


def token_by_header(get_response):
    """What stands for a token: its scopes, as the request says them itself."""

    def middleware(request):
        if said := request.headers.get("X-Scopes"):
            request.access = Access(key="token:1", scopes=frozenset(said.split()))
        return get_response(request)

    return middleware


@pytest.fixture(autouse=True)
def nothing_done(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.token_by_header"]
    done.clear()


@pytest.fixture
def post():
    return PostFactory()


JSON = {"content_type": "application/json"}
LOOK = {"colour": "red", "note": "thin"}
UNTIL_NULL = {"colour": "red", "until": None}


def rest(client, method, address, said=None, **how):
    return getattr(client, method)(f"/api/v1/{address}", said and json.dumps(said), **JSON, **how)


def graph(client, mutation, **how):
    body = {"query": f"mutation {{ toys {{ {mutation} }} }}"}
    return client.post("/graphql/", body, **JSON, **how).json()


def code(answer):
    return answer["errors"][0]["extensions"]["code"]


# -- what a change comes to --------------------------------------------------------------------
def test_one_line_makes_two_doors_to_one_action(post, as_):
    member = UserFactory()
    client = as_(member)

    by_rest = rest(client, "put", f"posts/{post.pk}/paint/", UNTIL_NULL)
    asked = f"paintPost(postId: {post.pk}, colour: RED) {{ post {{ id number }} }}"
    by_graph = graph(client, asked)

    assert (by_rest.status_code, by_rest.json()["id"]) == (200, post.pk)
    assert by_graph["data"]["toys"]["paintPost"]["post"]["id"] == str(post.pk)
    assert done == [{"post": post, "by": member, "colour": "red", "until": None, "coats": []}] * 2


def test_what_gives_nothing_says_that_it_is_done_or_gone(post, as_):
    client = as_(UserFactory())

    assert rest(client, "delete", f"posts/{post.pk}/").status_code == 204
    assert rest(client, "post", "strippings/").status_code == 204
    gone = graph(client, f"stripPost(postId: {post.pk}) {{ id }} stripAll {{ ok }}")

    assert gone["data"]["toys"] == {"stripPost": {"id": str(post.pk)}, "stripAll": {"ok": True}}
    assert done == [post, "http://testserver/"] * 2


def test_what_takes_nothing_minds_no_body(post, as_):
    answer = as_(UserFactory()).post("/api/v1/strippings/", "?", content_type="text/plain")

    assert answer.status_code == 204


def test_a_patch_hands_on_what_is_said_and_nothing_else(post, as_):
    client = as_(UserFactory())

    changed = rest(client, "patch", f"posts/{post.pk}/", {"note": "wet"})
    asked = graph(client, f'changeLook(postId: {post.pk}, note: "wet") {{ post {{ id }} }}')

    assert changed.json()["id"] == post.pk  # found again: the action returned no post
    assert "errors" not in asked
    assert done == [{"note": "wet"}] * 2


def test_what_is_required_and_may_be_null_is_said_in_rest_and_may_be_left_out_in_graphql(post, as_):
    client = as_(UserFactory())

    missing = rest(client, "put", f"posts/{post.pk}/paint/", {"colour": "red"})
    graph(client, f"paintPost(postId: {post.pk}, colour: RED) {{ post {{ id }} }}")

    assert (missing.status_code, list(missing.json()["fields"])) == (422, ["until"])
    assert [handed["until"] for handed in done] == [None]


def test_a_choice_is_one_of_an_enum(post, as_):
    client = as_(UserFactory())

    wrong = rest(client, "put", f"posts/{post.pk}/paint/", {"colour": "grey", "until": None})
    asked = graph(client, f"paintPost(postId: {post.pk}, colour: GREY) {{ post {{ id }} }}")
    blue = graph(client, f"paintPost(postId: {post.pk}, colour: BLUE) {{ post {{ id }} }}")

    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["colour"])
    assert code(asked) == "bad_query"
    assert "ToyColour" in asked["errors"][0]["message"]
    assert "errors" not in blue
    assert [handed["colour"] for handed in done] == ["blue"]


def test_values_that_two_domains_share_are_two_enums():
    class Door(TextChoices):
        OPEN = "open", "ajar"
        CLOSED = "closed"

    class Case(TextChoices):
        OPEN = "open", "being looked at"
        CLOSED = "closed"

    class Gate(TextChoices):
        OPEN = "open", "ajar"
        CLOSED = "closed"

    assert enum_of(Door) is enum_of(Door)
    assert enum_of(Door) is not enum_of(Case)
    with pytest.raises(ValueError, match="Gate has the values and labels of"):
        enum_of(Gate)


def test_lists_of_shapes_and_rows_by_id_are_read_alike(post, as_):
    client, other = as_(UserFactory()), PostFactory()
    coats = [{"colour": "blue", "layers": 2}, {"colour": "red"}]

    cut = {**UNTIL_NULL, "like": other.pk + 0.5}
    assert rest(client, "put", f"posts/{post.pk}/paint/", cut).status_code == 422
    rest(client, "put", f"posts/{post.pk}/paint/", {**UNTIL_NULL, "coats": coats, "like": other.pk})
    graph(
        client,
        f"""paintPost(postId: {post.pk}, colour: RED, likeId: {other.pk},
            coats: [{{colour: BLUE, layers: 2}}, {{colour: RED}}]) {{ post {{ id }} }}""",
    )

    assert len(done) == 2
    for handed in done:
        assert handed["like"] == other
        assert [(coat["colour"], coat["layers"]) for coat in handed["coats"]] == [
            ("blue", 2),
            ("red", 1),
        ]


# -- who may -----------------------------------------------------------------------------------
def test_a_token_needs_the_scope_of_the_line(post, as_):
    client = as_(UserFactory())
    asked = f"stripPost(postId: {post.pk}) {{ id }}"

    for scopes in ("forum:read", "profile:write"):
        token = {"headers": {"X-Scopes": scopes}}
        refused = rest(client, "delete", f"posts/{post.pk}/", **token)
        assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
        assert code(graph(client, asked, **token)) == "insufficient_scope"
        assert (rest(client, "get", "posts/", **token).status_code == 200) == ("forum" in scopes)
    assert not done

    token = {"headers": {"X-Scopes": "forum:write"}}
    assert rest(client, "delete", f"posts/{post.pk}/", **token).status_code == 204
    assert "errors" not in graph(client, asked, **token)
    assert rest(client, "get", "posts/", **token).status_code == 200


def test_what_takes_a_browser_no_token_does(as_):
    client, token = as_(UserFactory()), {"headers": {"X-Scopes": "forum:write"}}

    refused = rest(client, "post", "strippings/", **token)

    assert (refused.status_code, refused.json()["code"]) == (403, "session_only")
    assert code(graph(client, "stripAll { ok }", **token)) == "session_only"
    assert not done
    assert rest(client, "post", "strippings/").status_code == 204


def test_visitors_read_and_change_nothing(post, as_):
    visitor = as_()

    assert rest(visitor, "get", f"posts/{post.pk}/").status_code == 200
    assert rest(visitor, "delete", f"posts/{post.pk}/").status_code == 401
    assert "errors" in graph(visitor, f"stripPost(postId: {post.pk}) {{ id }}")
    assert not done


@pytest.mark.parametrize("number", ["9999999", "99999999999999999999"])
def test_what_is_not_there_is_not_found(number, as_):
    client = as_(UserFactory())

    assert rest(client, "get", f"posts/{number}/").status_code == 404
    assert rest(client, "delete", f"posts/{number}/").status_code == 404
    assert code(graph(client, f'stripPost(postId: "{number}") {{ id }}')) == "not_found"
    assert code(graph(client, 'stripPost(postId: "x") { id }')) == "not_found"
    assert not done


def test_what_only_some_may_know_of_tells_others_nothing(post, as_):
    answers = [rest(as_(UserFactory()), "get", f"secrets/{pk}/") for pk in (post.pk, 9999999)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content
    assert rest(as_(), "get", f"secrets/{post.pk}/").status_code == 401
    assert rest(as_(ModeratorFactory()), "get", f"secrets/{post.pk}/").status_code == 200


def test_what_takes_a_browser_is_for_members(post, as_):
    assert rest(as_(), "get", f"keys/{post.pk}/").status_code == 401
    assert rest(as_(UserFactory()), "get", f"keys/{post.pk}/").status_code == 200


# -- what is shown -----------------------------------------------------------------------------
def test_a_list_comes_in_pages(as_):
    for _ in range(3):
        PostFactory()

    page = rest(as_(), "get", "posts/?limit=2&fields=id").json()
    shown = [page["results"]]
    while page["next"]:
        page = as_().get(page["next"]).json()
        shown.append(page["results"])

    assert set(page) == {"next", "previous", "results"}
    assert [len(rows) for rows in shown] == [2, 2, 2]
    in_order = Post.objects.order_by("pk").values_list("pk", flat=True)
    assert [row for rows in shown for row in rows] == [{"id": pk} for pk in in_order]


def test_no_more_fields_than_are_asked_for(post, as_):
    asked = f"posts/{post.pk}/?fields=id,number"

    assert rest(as_(), "get", asked).json() == {"id": post.pk, "number": post.number}


@pytest.mark.parametrize("place", ["posts/", "posts/{pk}/"])
def test_an_unknown_field_is_a_mistake(place, post, as_):
    refused = rest(as_(), "get", f"{place.format(pk=post.pk)}?fields=id,colour")

    assert refused.status_code == 422
    assert "colour" in refused.json()["fields"]["fields"][0]


def test_nothing_is_done_for_who_asks_for_an_unknown_field(post, as_):
    asked = f"posts/{post.pk}/paint/?fields=id,varnish"

    refused = rest(as_(post.author), "put", asked, {"colour": "red", "until": None})

    assert (refused.status_code, done) == (422, [])
    assert "varnish" in refused.json()["fields"]["fields"][0]


def test_what_is_known_is_not_sent_again(post, as_):
    client = as_()
    seen = rest(client, "get", f"posts/{post.pk}/")
    tag = seen.headers["ETag"]

    again = rest(client, "get", f"posts/{post.pk}/", headers={"If-None-Match": tag})
    less = rest(client, "get", f"posts/{post.pk}/?fields=id", headers={"If-None-Match": tag})

    assert tag.startswith(f'"{post.version}-')
    assert (again.status_code, again.content) == (304, b"")
    assert less.status_code == 200


def test_who_saw_an_older_version_is_told_what_it_says_now(post, as_):
    client = as_(UserFactory())
    tag = rest(client, "get", f"posts/{post.pk}/").headers["ETag"]
    address = f"posts/{post.pk}/paint/"

    late = rest(client, "put", address, UNTIL_NULL, headers={"If-Match": '"99-abc"'})
    asked = f"paintPost(postId: {post.pk}, colour: RED, version: 99) {{ post {{ id }} }}"
    late_too = graph(client, asked)

    assert (late.status_code, late.json()["now"]) == (412, post.source)
    assert late_too["errors"][0]["extensions"]["now"] == post.source
    assert not done
    assert rest(client, "put", address, UNTIL_NULL, headers={"If-Match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_what_has_no_version_is_held_to_the_tag_that_was_seen(method, as_):
    group = form_tag_group(title="Brewing", by=ModeratorFactory())
    address = f"groups/{group.pk}/"
    client = as_(UserFactory())
    tag = rest(client, "get", address).headers["ETag"]
    TagGroup.objects.filter(pk=group.pk).update(title="Something else")

    late = rest(client, method, address, LOOK, headers={"If-Match": tag})

    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert not done
    tag = rest(client, "get", address).headers["ETag"]
    assert rest(client, method, address, LOOK, headers={"If-Match": tag}).status_code < 300
    assert rest(client, method, address, LOOK, headers={"If-Match": "*"}).status_code < 300
    assert len(done) == 2


@pytest.mark.parametrize(
    ("is_held", "cost"),
    [
        (False, 3),  # session, caller, group
        (True, 7),  # a transaction's begin and end; the group locked, and read again
    ],
)
def test_what_a_change_is_made_to_is_found_once_and_again_when_it_is_locked(
    is_held, cost, as_, django_assert_num_queries
):
    group = form_tag_group(title="Brewing", by=ModeratorFactory())
    address, client = f"groups/{group.pk}/", as_(UserFactory())
    tag = rest(client, "get", address).headers["ETag"]
    headers = {"If-Match": tag} if is_held else {}

    with django_assert_num_queries(cost):
        assert rest(client, "patch", address, LOOK, headers=headers).status_code == 204


def test_graphql_finds_what_a_change_is_made_to_once(post, as_, django_assert_num_queries):
    client = as_(UserFactory())
    asked = f"stripPost(postId: {post.pk}) {{ id }}"

    with django_assert_num_queries(4):  # session, caller, audiences, post
        graph(client, asked)

    assert len(done) == 1


def test_a_version_that_the_action_does_not_ask_for_holds_all_the_same(post, as_):
    client, address = as_(UserFactory()), f"posts/{post.pk}/"

    late = rest(client, "delete", address, headers={"If-Match": '"99-abc"'})

    assert (late.status_code, done) == (412, [])
    tag = rest(client, "get", address).headers["ETag"]
    assert rest(client, "delete", address, headers={"If-Match": tag}).status_code == 204


def test_what_was_made_says_where_it_is(as_):
    form_tag_group(title="Brewing", by=ModeratorFactory())

    client = as_(UserFactory())

    made = rest(client, "post", "groups/")

    there = client.get(made.headers["Location"])
    assert (made.status_code, there.json()) == (201, made.json())


def test_a_field_that_there_is_not_changes_nothing(post, as_):
    wrong = rest(as_(UserFactory()), "patch", f"posts/{post.pk}/", {"colours": "red"})

    assert (wrong.status_code, wrong.json()["fields"]) == (
        422,
        {"colours": ["Unknown field. Did you mean colour?"]},
    )
    assert not done


# -- the declaration itself --------------------------------------------------------------------
def test_a_route_is_declared_once():
    twice = Api("twice", scope="forum", resources=[POST], allowed=MEMBERS)
    twice.mutation("PUT posts/{post}/paint/", strip_post, name="wash_post")

    with pytest.raises(ValueError, match="paint/ is declared twice"):
        routes(toys, twice)


def test_a_name_is_given_once():
    twice = Api("others", scope="forum", resources=[POST], allowed=MEMBERS)
    twice.mutation("PUT posts/{post}/stripping/", strip_post)

    with pytest.raises(ValueError, match="strip_post is declared twice"):
        routes(toys, twice)


def test_one_field_of_the_root_is_one_namespace():
    with pytest.raises(ValueError, match="share no namespace"):
        namespace(toys, Api("others", scope="forum", resources=[]))


def test_who_is_allowed_to_change_something_is_never_left_open():
    silent = Api("silent", scope="forum", resources=[POST])

    silent.list("posts/", POST)

    assert silent.operations[0].allowed == EVERYONE
    with pytest.raises(ValueError, match="Say who is allowed to paint_post"):
        silent.mutation("PUT posts/{post}/paint/", paint_post, output=POST)


def test_every_declaration_is_a_door():
    files = [*ROOT.glob("community/**/operations.py"), *ROOT.glob("forum/**/operations.py")]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    modules = [import_module(name) for name in names]

    assert len(modules) > 5
    for module in modules:
        made = [one for one in vars(module).values() if isinstance(one, Api)]
        assert set(map(id, made)) <= set(map(id, DECLARED)), module.__name__


def test_no_route_stands_before_one_that_it_hides():
    for route in api:
        asked = re.sub(r"<\w+:\w+>", "1", str(route.pattern))
        first = next(one for one in api if one.pattern.match(asked))
        assert first is route, asked


def test_a_mutation_is_declared_once():
    twice = Api("toys", scope="forum", resources=[POST], allowed=MEMBERS)
    twice.mutation("PUT posts/{post}/stripping/", strip_post)

    with pytest.raises(ValueError, match="strip_post is declared twice"):
        namespace(toys, twice)


def changes():
    """Every change that is declared in the product."""
    views = [getattr(route.callback, "cls", None) for route in api]
    for view in views:
        if view and issubclass(view, OperationView):
            yield from (
                line for line in view.operations.values() if isinstance(line, MutationOperation)
            )


def required(line):
    """What has to be said in REST, which knows no way to leave out what may be null."""
    fields = line.input(context={"viewer": None, "resources": {}}).fields if line.input else {}
    for name, field in fields.items():
        if field.required and not line.is_partial and not field.allow_null:
            is_row = isinstance(field, serializers.PrimaryKeyRelatedField)
            yield f"{name}_id" if is_row else name


def test_every_change_by_rest_is_a_mutation_that_needs_the_same():
    domains = schema.graphql_schema.mutation_type.fields
    lines = [line for line in changes() if not line.rest_only]
    assert len(lines) > 30

    for line in lines:
        field = domains[to_camel_case(line.api.namespace)].type.of_type.fields[
            to_camel_case(line.name)
        ]
        needed = {name for name, given in field.args.items() if str(given.type).endswith("!")}
        keys = {resource.argument for resource in line.resources.values()}
        assert needed == {to_camel_case(name) for name in {*keys, *required(line)}}, line.name
        assert ("version" in field.args) == line.has_version, line.name


@pytest.mark.parametrize("limit", ["0", "101", "-1", "abc", "", "٣", "1e2"])
def test_a_page_has_a_size_that_there_is(limit, as_):
    refused = rest(as_(), "get", f"posts/?limit={limit}")

    assert refused.status_code == 422
    assert list(refused.json()["fields"]) == ["limit"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "posts/"),
        ("get", "posts/{pk}/"),
        ("put", "posts/{pk}/paint/"),
        ("delete", "posts/{pk}/"),
        ("post", "strippings/"),
    ],
)
def test_an_unknown_query_parameter_is_refused_and_nothing_is_done(method, path, post, as_):
    asked = f"/api/v1/{path.format(pk=post.pk)}?feilds=id&x=1"

    refused = as_(post.author).generic(method, asked, "{}", "application/json")

    fields = refused.json()["fields"]
    assert (refused.status_code, refused.json()["code"], done) == (422, "invalid", [])
    assert fields["x"] == ["Unknown query parameter."]
    assert fields["feilds"][0].startswith("Unknown query parameter.")


def test_a_misspelt_name_is_told_the_nearest_one():
    assert unknown_name("field", "titel", ["title", "tags"]).endswith("Did you mean title?")
    assert unknown_name("field", "x" * 5_000, ["title"]) == "Unknown field."


def test_very_many_unknown_names_are_told_in_part():
    with pytest.raises(ValidationError) as refused:
        refuse_unknown("field", map(str, range(1_000)), ["title"])

    assert len(refused.value.detail) == 20
