"""One's own access tokens, over REST; by a browser's session alone."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, permissions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from community.accounts.access import actions
from community.accounts.access.again import need_recent_proof
from community.accounts.access.models import Token
from community.accounts.http import MemberApiRequest
from community.kernel.rest import ById


class TokenIn(serializers.Serializer):
    name = serializers.CharField(max_length=60, help_text="To know it again.")
    scopes = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50)
    days = serializers.IntegerField(
        min_value=1,
        max_value=actions.MOST_DAYS,
        required=False,
        allow_null=True,
        default=actions.DAYS,
        help_text="How long it is good for; null: without end.",
    )


class TokenOut(serializers.ModelSerializer):
    hint = serializers.CharField(help_text="How its secret begins and ends.")
    state = serializers.ChoiceField(["live", "expired", "revoked"])

    class Meta:
        model = Token
        fields = [
            "id", "name", "hint", "scopes", "state", "created_at", "expires_at", "last_used_at",
            "revoked_at",
        ]  # fmt: skip
        read_only_fields = fields


class TokenMadeOut(TokenOut):
    secret = serializers.CharField(help_text="Told this once.")

    class Meta(TokenOut.Meta):
        fields = [*TokenOut.Meta.fields, "secret"]
        read_only_fields = fields


class MyTokens(generics.ListAPIView):
    """Which programs act as the caller. Only for browsers that are signed in: no token makes,
    sees or revokes a token."""

    permission_classes = [permissions.IsAuthenticated]
    queryset = Token.objects.none()
    serializer_class = TokenOut
    pagination_class = ById

    def get_queryset(self):
        return Token.objects.filter(member=self.request.user.pk).order_by("pk")

    @extend_schema(request=TokenIn, responses={201: TokenMadeOut})
    def post(self, request: MemberApiRequest) -> Response:
        """Make one. Its secret is told this once; 403 `confirm_first` where the caller signed in
        too long ago."""
        need_recent_proof(request)
        given = TokenIn(data=request.data)
        given.is_valid(raise_exception=True)
        token, secret = actions.make_token(
            member=request.user, by=request.user, **given.validated_data
        )
        told: Any = token
        told.secret = secret
        headers = {"Cache-Control": "no-store"}
        return Response(TokenMadeOut(told).data, status=201, headers=headers)


class MyToken(APIView):
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses={204: None})
    def delete(self, request: MemberApiRequest, pk: int) -> Response:
        """Revoke it: it opens nothing any more."""
        token = get_object_or_404(Token, pk=pk, member=request.user)
        actions.revoke_token(token=token, by=request.user)
        return Response(status=204)
