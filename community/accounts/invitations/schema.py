import graphene
from graphene_django import DjangoObjectType

from community.accounts.models import Invitation
from community.kernel import scopes
from community.kernel.connections import ConnectionField, page_args, paginate


class InvitationNode(DjangoObjectType):
    state = graphene.String(required=True, description="open, used, expired or revoked.")
    url = graphene.String(
        required=True,
        description="The link, shown once when it is created; empty afterwards and for emails.",
    )

    class Meta:
        model = Invitation
        name = "Invitation"
        fields = ["id", "email", "note", "uses", "max_uses", "created_at", "expires_at"]

    def resolve_url(invitation, info):
        return getattr(invitation, "url", "")


class InvitationQuery:
    invitations = ConnectionField(InvitationNode, description="The viewer's own, newest first.")

    def resolve_invitations(root, info, **asked):
        scopes.need(info.context, "profile:read")
        own = Invitation.objects.visible_to(info.context.user)
        return paginate(own, ["-id"], page_args(**asked))
