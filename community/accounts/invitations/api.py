"""Input and output of invitations in REST."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from community.accounts.models import Group, Invitation
from community.accounts.policy import is_administrator


class GroupBySlug(serializers.SlugRelatedField[Group]):
    """A group that is filled by hand; there is none for those who may know of none."""

    def __init__(self, **how: Any) -> None:
        super().__init__(slug_field="slug", queryset=Group.objects.none(), **how)

    def get_queryset(self) -> QuerySet[Group]:
        groups = Group.objects.filter(rule="")
        return groups if is_administrator(self.context["viewer"]) else groups.none()


class InvitationIn(serializers.Serializer):
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    max_uses = serializers.IntegerField(required=False, min_value=1, max_value=500)
    group = GroupBySlug(
        required=False,
        allow_null=True,
        help_text="A group's slug; for administrators only.",
    )


class InvitationOut(serializers.ModelSerializer):
    email = serializers.CharField(help_text="Empty for a link that is not emailed.")
    state = serializers.CharField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = [
            "id", "email", "note", "uses", "max_uses", "state", "created_at", "expires_at", "url",
        ]  # fmt: skip
        read_only_fields = fields

    def get_url(self, invitation: Invitation) -> str:
        """The link, shown once when it is created; empty afterwards and for emails."""
        return getattr(invitation, "url", "")
