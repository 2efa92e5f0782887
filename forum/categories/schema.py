import graphene
from graphene_django import DjangoObjectType

from community.accounts.models import Group
from community.accounts.policy import may_run_the_place
from community.kernel.errors import Denied
from community.kernel.graphql import load, member, number
from forum import actions, loaders, policy
from forum.models import Category, Permission, TagGroup

Actions = graphene.Enum.from_enum(Permission.Action, name="PermittedAction")
Values = graphene.Enum.from_enum(Permission.Value, name="PermissionValue")


class CategoryNode(DjangoObjectType):
    parent = graphene.Field(lambda: CategoryNode, description="Null also where it is hidden.")
    default_view = graphene.String(required=True)
    permissions = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="What the caller may do."
    )

    class Meta:
        model = Category
        name = "Category"
        fields = [
            "id", "title", "slug", "description", "depth", "position", "blaze", "hue", "template",
            "has_solutions", "min_tags", "version", "updated_at", "topics_count", "posts_count",
        ]  # fmt: skip

    def resolve_parent(category, info):
        return load(category, loaders.categories_by_id, info, key="parent_id")

    def resolve_permissions(category, info):
        return policy.allowed_in(info.context.user, category)


class CategoryInput(graphene.InputObjectType):
    """What is not given stays as it is, or is as usual."""

    title = graphene.String()
    slug = graphene.String()
    description = graphene.String()
    parent_id = graphene.ID(description="Null: it stands at the top.")
    position = graphene.Int()
    blaze = graphene.Int()
    hue = graphene.Int()
    default_view = graphene.String()
    template = graphene.String()
    has_solutions = graphene.Boolean()
    min_tags = graphene.Int()
    required_tag_group_ids = graphene.List(graphene.NonNull(graphene.ID))


class PermissionInput(graphene.InputObjectType):
    group_id = graphene.ID(description="None: everybody, visitors included.")
    action = Actions(required=True)
    value = Values(required=True)


class CategoryChanged(graphene.ObjectType):
    category = graphene.Field(CategoryNode, required=True)


class CategoryGone(graphene.ObjectType):
    id = graphene.ID(required=True)


class OpenCategory(graphene.Mutation):
    class Arguments:
        fields = CategoryInput(required=True, description="With a title and a slug.")

    Output = CategoryChanged

    def mutate(root, info, fields):
        given = {"title": "", "slug": "", **_given(_staff(info), fields)}
        return CategoryChanged(category=actions.open_category(by=member(info), **given))


class EditCategory(graphene.Mutation):
    class Arguments:
        category_id = graphene.ID(required=True)
        fields = CategoryInput(required=True)
        version = graphene.Int(description="The version that the editor saw.")
        is_public_meant = graphene.Boolean(description="Everybody may read what was private.")

    Output = CategoryChanged

    def mutate(root, info, category_id, fields, **how):
        category = _category(info, category_id)
        given = _given(_staff(info), fields)
        edited = actions.edit_category(category=category, by=member(info), **given, **how)
        return CategoryChanged(category=edited)


class SetPermissions(graphene.Mutation):
    class Arguments:
        category_id = graphene.ID(required=True)
        rows = graphene.List(graphene.NonNull(PermissionInput), required=True)
        version = graphene.Int(description="The version that the editor saw.")
        is_public_meant = graphene.Boolean(description="Everybody may read what was private.")

    Output = CategoryChanged

    def mutate(root, info, category_id, rows, **how):
        category, by = _category(info, category_id), _staff(info)
        wanted = {number(row.group_id) for row in rows if row.get("group_id")}
        groups = Group.objects.in_bulk(wanted)
        if wanted - groups.keys():
            raise Group.DoesNotExist
        given = [
            (
                groups[number(row.group_id)] if row.get("group_id") else None,
                row.action.value,
                row.value.value,
            )
            for row in rows
        ]
        changed = actions.set_permissions(category=category, rows=given, by=by, **how)
        return CategoryChanged(category=changed)


class DeleteCategory(graphene.Mutation):
    class Arguments:
        category_id = graphene.ID(required=True)
        version = graphene.Int(description="The version that the editor saw.")

    Output = CategoryGone

    def mutate(root, info, category_id, version=None):
        category = _category(info, category_id)
        actions.delete_category(category=category, by=member(info), version=version)
        return CategoryGone(id=category_id)


def _staff(info):
    by = member(info)
    if not may_run_the_place(by):
        raise Denied
    return by


def _category(info, pk):
    return Category.objects.managed_by(member(info)).get(pk=number(pk))


def _given(by, fields):
    """The action's values: ids become the rows that they name."""
    given = dict(fields)
    if "parent_id" in given:
        parent = given.pop("parent_id")
        given["parent"] = parent and Category.objects.managed_by(by).get(pk=number(parent))
    if "required_tag_group_ids" in given:
        ids = [number(pk) for pk in given.pop("required_tag_group_ids") or ()]
        given["required_tag_groups"] = list(TagGroup.objects.filter(pk__in=ids))
    return given


class CategoryMutations(graphene.ObjectType):
    """What staff do with categories; part of `forum`."""

    open_category = OpenCategory.Field(required=True)
    edit_category = EditCategory.Field(required=True)
    delete_category = DeleteCategory.Field(required=True)
    set_permissions = SetPermissions.Field(required=True)
