"""Organisations in GraphQL, for staff."""

import graphene

from community.accounts.organisations.api import OrganisationOut
from community.accounts.organisations.policy import may_read_organisations
from community.accounts.organisations.queries import members_of, organisations_for
from community.accounts.people.schema import UserNode
from community.kernel import scopes
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.errors import Denied
from community.kernel.graphql import number
from community.kernel.shapes import node_of

OrganisationNode = node_of(OrganisationOut, "Organisation")


def _staff(info):
    scopes.need(info.context, "admin:read")
    if not may_read_organisations(info.context.user):
        raise Denied
    return info.context.user


class OrganisationQuery:
    organisations = ConnectionField(OrganisationNode, description="For staff only.")
    organisation = graphene.Field(
        OrganisationNode, id=graphene.ID(required=True), description="For staff only."
    )
    organisation_members = ConnectionField(
        UserNode, organisation_id=graphene.ID(required=True), description="For staff only."
    )

    def resolve_organisations(root, info, **asked):
        return paginate(organisations_for(_staff(info)), ["id"], page_args(**asked))

    def resolve_organisation(root, info, id):
        return organisations_for(_staff(info)).get(pk=number(id))

    def resolve_organisation_members(root, info, organisation_id, **asked):
        viewer = _staff(info)
        organisation = organisations_for(viewer).get(pk=number(organisation_id))
        rows = members_of(viewer, organisation=organisation)
        return paginate(rows, ["id"], page_args(**asked))
