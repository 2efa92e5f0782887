from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from community.accounts.http import MemberApiRequest
from community.accounts.models import User


class MemberOut(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "username", "trust_level", "reputation", "title", "date_joined"]
        read_only_fields = fields


class Me(APIView):
    """Who asks."""

    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses=MemberOut)
    def get(self, request: MemberApiRequest) -> Response:
        return Response(MemberOut(request.user).data)
