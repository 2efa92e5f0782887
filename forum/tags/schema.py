import graphene
from graphene_django import DjangoObjectType

from community.kernel.graphql import member, number, said, together
from community.kernel.text import fold, storable
from forum import actions
from forum.models import Tag, TagGroup
from forum.tags import queries


class TagGroupNode(DjangoObjectType):
    class Meta:
        model = TagGroup
        name = "TagGroup"
        fields = ["id", "title", "position", "is_exclusive"]


class TagNode(DjangoObjectType):
    url = graphene.String(required=True)
    group_id = graphene.ID()

    class Meta:
        model = Tag
        name = "Tag"
        fields = ["id", "name", "description", "topics_count", "updated_at"]

    def resolve_url(self, info):
        return self.get_absolute_url()


class TagChanged(graphene.ObjectType):
    tag = graphene.Field(TagNode, required=True)


class TagGroupChanged(graphene.ObjectType):
    group = graphene.Field(TagGroupNode, required=True)


class Gone(graphene.ObjectType):
    id = graphene.ID(required=True)


class TagQueries(graphene.ObjectType):
    """What the forum tells of tags."""

    tags = graphene.List(
        graphene.NonNull(TagNode),
        required=True,
        starting_with=graphene.String(default_value="", description="At most ten of them."),
    )
    tag = graphene.Field(
        TagNode,
        args={"name": graphene.Argument(graphene.String, required=True)},
    )
    tag_groups = graphene.List(graphene.NonNull(TagGroupNode), required=True)

    def resolve_tags(self, info, starting_with):
        return together(queries.suggestions(info.context.user, (starting_with or "")[:60]))

    def resolve_tag(self, info, name):
        named = Tag.objects.get(folded_name=fold(storable(name)))
        return Tag.objects.listed_to(info.context.user).get(pk=named.synonym_of_id or named.pk)

    def resolve_tag_groups(self, info):
        return together(TagGroup.objects.order_by("position", "pk"))


def _tag(info, tag_id):
    seen = Tag.objects.listed_to(member(info))
    return (seen | Tag.objects.filter(synonym_of__in=seen)).get(pk=number(tag_id))


def _group(given):
    """What was given for a tag: a group, none, or nothing at all."""
    if "group_id" not in given:
        return said(given)
    pk = given.pop("group_id")
    return said(given) | {"group": TagGroup.objects.get(pk=number(pk)) if pk else None}


def _make_tag(root, info, **given):
    return {"tag": actions.make_tag(by=member(info), **_group(given))}


def _edit_tag(root, info, tag_id, **given):
    return {"tag": actions.edit_tag(tag=_tag(info, tag_id), by=member(info), **_group(given))}


def _merge_tag(root, info, tag_id, into_id):
    tag, into = _tag(info, tag_id), _tag(info, into_id)
    return {"tag": actions.merge_tag(tag=tag, into=into, by=member(info))}


def _part_tag(root, info, tag_id):
    return {"tag": actions.part_tag(tag=_tag(info, tag_id), by=member(info))}


def _delete_tag(root, info, tag_id):
    actions.delete_tag(tag=_tag(info, tag_id), by=member(info))
    return {"id": tag_id}


def _form_group(root, info, **given):
    return {"group": actions.form_tag_group(by=member(info), **said(given))}


def _edit_group(root, info, group_id, **given):
    group = TagGroup.objects.get(pk=number(group_id))
    return {"group": actions.edit_tag_group(group=group, by=member(info), **said(given))}


def _delete_group(root, info, group_id):
    group = TagGroup.objects.get(pk=number(group_id))
    actions.delete_tag_group(group=group, by=member(info))
    return {"id": group_id}


ID, TEXT = graphene.ID(required=True), graphene.String(required=True)
OF_TAG = {  # `name` is a field's own word, so these are handed over in `args`
    "name": graphene.Argument(graphene.String),
    "description": graphene.Argument(graphene.String),
    "group_id": graphene.Argument(graphene.ID),
}
NAMED = {"name": graphene.Argument(graphene.String, required=True)}
A_TAG = {"tag_id": graphene.Argument(graphene.ID, required=True)}
OF_GROUP = {"position": graphene.Int(), "is_exclusive": graphene.Boolean()}


def _field(answer, resolver, **arguments):
    return graphene.Field(answer, resolver=resolver, required=True, **arguments)


class TagMutations(graphene.ObjectType):
    """What moderators make of tags."""

    make_tag = _field(TagChanged, _make_tag, args=OF_TAG | NAMED)
    edit_tag = _field(TagChanged, _edit_tag, args=OF_TAG | A_TAG)
    merge_tag = _field(TagChanged, _merge_tag, tag_id=ID, into_id=ID)
    part_tag = _field(TagChanged, _part_tag, tag_id=ID)
    delete_tag = _field(Gone, _delete_tag, tag_id=ID)
    form_tag_group = _field(TagGroupChanged, _form_group, title=TEXT, **OF_GROUP)
    edit_tag_group = _field(
        TagGroupChanged, _edit_group, group_id=ID, title=graphene.String(), **OF_GROUP
    )
    delete_tag_group = _field(Gone, _delete_group, group_id=ID)
