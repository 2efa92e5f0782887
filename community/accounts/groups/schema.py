import graphene
from graphene_django import DjangoObjectType

from community.accounts import actions
from community.accounts.models import Group, User
from community.accounts.policy import may_run_the_place
from community.kernel import scopes
from community.kernel.errors import Denied
from community.kernel.graphql import member, number, scoped, together


class GroupNode(DjangoObjectType):
    rule = graphene.String(required=True, description="By which it fills itself; empty: by hand.")

    class Meta:
        model = Group
        name = "Group"
        fields = ["id", "name", "slug"]


class GroupChanged(graphene.ObjectType):
    group = graphene.Field(GroupNode, required=True)


class FormGroup(graphene.Mutation):
    class Arguments:
        name = graphene.String(required=True)
        slug = graphene.String(required=True)

    group = graphene.Field(GroupNode, required=True)

    def mutate(root, info, name, slug):
        return FormGroup(group=actions.form_group(name=name, slug=slug, by=member(info)))


def _of_member(act):
    def mutate(root, info, group_id, member_id):
        by = member(info)
        if not may_run_the_place(by):
            raise Denied
        group = Group.objects.get(pk=number(group_id))
        return {"group": act(group=group, member=User.objects.get(pk=number(member_id)), by=by)}

    arguments = {name: graphene.ID(required=True) for name in ("group_id", "member_id")}
    return graphene.Field(GroupChanged, required=True, resolver=mutate, **arguments)


@scoped("admin:write")
class GroupMutations:
    """Mixed into the mutations of accounts; for staff."""

    form_group = FormGroup.Field(required=True)
    add_to_group = _of_member(actions.add_to_group)
    remove_from_group = _of_member(actions.remove_from_group)


class Query:
    groups = graphene.List(graphene.NonNull(GroupNode), required=True, description="For staff.")

    def resolve_groups(root, info):
        scopes.need(info.context, "admin:read")
        if not may_run_the_place(info.context.user):
            raise Denied
        return together(Group.objects.order_by("pk"))
