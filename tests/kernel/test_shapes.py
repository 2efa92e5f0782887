"""One declaration gives what REST and GraphQL show and take."""

from types import SimpleNamespace

import graphene
import pytest
from rest_framework import serializers

from community.accounts.models import Group
from community.kernel.batching import batch_load_for, group
from community.kernel.shapes import SerializerNode, Shape
from forum.models import Tag


class TagShape(Shape):
    """A word that topics are found by."""

    letters = serializers.ListField(child=serializers.CharField(max_length=1), max_length=5)
    kind = serializers.ChoiceField(["main", "synonym"], source="sort")
    password = serializers.CharField(write_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)
    viewer = serializers.SerializerMethodField()
    owner = serializers.SerializerMethodField(help_text="Null for the site.")

    class Meta:
        model = Tag
        fields = [
            "id", "name", "description", "group", "kind", "letters", "password", "url", "viewer",
            "owner", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "updated_at", "group"]
        extra_kwargs = {"name": {"help_text": "The word."}}
        set_once = ["kind"]

    def get_viewer(self, tag: Tag) -> list[str]:
        return [self.context["viewer"]]

    def get_owner(self, tag: Tag) -> int | None:
        return None


class TagNode(SerializerNode):
    letters = graphene.Int(required=True)

    class Meta:
        serializer = TagShape.output()
        name = "ShapedTag"
        omit = ["updated_at"]

    def resolve_letters(self, info):
        return len(self.name)


def test_what_is_shown_has_no_limits_and_nothing_that_is_only_sent():
    shown = TagShape.output()()

    assert type(shown).__name__ == "TagOut"
    assert set(TagShape.Meta.fields) - set(shown.fields) == {"password"}
    assert shown.fields["name"].read_only
    assert not shown.fields["letters"].validators
    assert shown.fields["letters"].required


def test_what_is_sent_has_its_own_names_and_limits():
    sent = TagShape.input()(
        data={"name": "frost", "kind": "main", "letters": ["f"], "password": "x"}
    )

    assert type(sent).__name__ == "TagIn"
    assert sent.is_valid(), sent.errors
    assert sent.validated_data["kind"] == "main"
    assert not TagShape.input()(data={"letters": list("abcdef")}, partial=True).is_valid()


def test_what_is_set_once_is_not_among_what_is_changed():
    edit = TagShape.edit()

    assert edit.__name__ == "TagEditIn"
    assert set(TagShape.input()().fields) - set(edit().fields) == {"kind"}


@pytest.mark.django_db
def test_whether_a_name_is_taken_the_action_says():
    class GroupShape(Shape):
        class Meta:
            model = Group
            fields = ["name", "slug"]

    taken = Group.objects.order_by("pk").values("name", "slug")[0]

    assert GroupShape.input()(data=taken).is_valid()


def graphql(source):
    class Query(graphene.ObjectType):
        tag = graphene.Field(TagNode)

        def resolve_tag(self, info):
            tag = Tag(pk=7, name="frost", description="Ice.", group_id=3)
            tag.sort = "main"
            return tag

    schema = graphene.Schema(query=Query)
    return schema, schema.execute(source, context=SimpleNamespace(user="lina"))


def test_graphql_shows_the_same_with_hand_written_fields_in_their_place():
    fields = "id name description groupId kind letters url viewer owner"

    schema, answer = graphql(f"{{ tag {{ {fields} }} }}")

    assert answer.errors is None
    assert answer.data["tag"] == {
        "id": "7", "name": "frost", "description": "Ice.", "groupId": "3", "kind": "main",
        "letters": 5, "url": "/tag/frost/", "viewer": ["lina"], "owner": None,
    }  # fmt: skip
    for line in (
        "type ShapedTag {", '"""A word that topics are found by."""', "id: ID!", "groupId: ID\n",
        '"""The word."""', '"""main or synonym."""', "viewer: [String!]!", "letters: Int!",
        '"""Null for the site."""', "owner: Int\n",
    ):  # fmt: skip
        assert line in str(schema)
    for left_out in ("updatedAt", "password"):
        assert left_out not in str(schema)


def test_what_a_method_loads_is_loaded_once_for_all_rows_of_a_list():
    asked = []

    def lengths(ids, viewer):
        asked.append((ids, viewer.pk))
        return {pk: pk * 2 for pk in ids}

    class CountShape(Shape):
        double = serializers.SerializerMethodField()

        class Meta:
            model = Tag
            fields = ["double"]

        def get_double(self, tag: Tag) -> int:
            return batch_load_for(self, tag, lengths)

    class CountNode(SerializerNode):
        class Meta:
            serializer = CountShape.output()

    class Query(graphene.ObjectType):
        tags = graphene.List(CountNode, resolver=lambda *_: group([Tag(pk=1), Tag(pk=2)]))

    viewer = SimpleNamespace(user=SimpleNamespace(pk=5))
    answer = graphene.Schema(query=Query).execute("{ tags { double } }", context=viewer)

    assert answer.data == {"tags": [{"double": 2}, {"double": 4}]}
    assert asked == [([1, 2], 5)]


def test_the_id_of_a_row_that_another_row_has():
    class PlacedOut(serializers.Serializer):
        place = serializers.PrimaryKeyRelatedField(source="thread.audience", read_only=True)

    class PlacedNode(SerializerNode):
        class Meta:
            serializer = PlacedOut
            name = "Placed"

    row = SimpleNamespace(thread=SimpleNamespace(audience_id=7))
    [field] = PlacedNode._meta.fields.values()

    assert field.resolver(row, None) == 7
