from allauth.account.utils import has_verified_email
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from community.accounts.http import MemberApiRequest
from community.accounts.models import User
from community.accounts.second_factor import has_second_factor


class MemberOut(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "username", "trust_level", "reputation", "title", "date_joined"]
        read_only_fields = fields


class MeOut(MemberOut):
    """What only the member sees."""

    email_verified = serializers.SerializerMethodField()
    has_second_factor = serializers.SerializerMethodField()

    class Meta(MemberOut.Meta):
        fields = [*MemberOut.Meta.fields, "email_verified", "has_second_factor"]
        read_only_fields = fields

    def get_email_verified(self, member: User) -> bool:
        return has_verified_email(member)

    def get_has_second_factor(self, member: User) -> bool:
        return has_second_factor(member)


class Me(APIView):
    """Who asks."""

    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses=MeOut)
    def get(self, request: MemberApiRequest) -> Response:
        return Response(MeOut(request.user).data)
