"""Where I am signed in, over REST."""

from allauth.usersessions.models import UserSession
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from community.accounts.actions_signing_in import end_sessions
from community.accounts.http import MemberApiRequest
from community.accounts.sessions import end_others, sessions_of


class SessionOut(serializers.Serializer):
    id = serializers.IntegerField()
    browser = serializers.CharField()
    address = serializers.CharField()
    signed_in_at = serializers.DateTimeField()
    is_current = serializers.BooleanField()


class MySessions(APIView):
    """Where I am signed in."""

    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(operation_id="me_sessions_list", responses=SessionOut(many=True))
    def get(self, request: MemberApiRequest) -> Response:
        found = sessions_of(request.user, current=request.session.session_key)
        return Response(SessionOut(found, many=True).data)

    @extend_schema(operation_id="me_sessions_end_others", responses={204: None})
    def delete(self, request: MemberApiRequest) -> Response:
        """End all but the one that asks."""
        end_others(request)
        return Response(status=204)


class MySession(APIView):
    """One place where I am signed in."""

    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(operation_id="me_sessions_end", responses={204: None})
    def delete(self, request: MemberApiRequest, pk: int) -> Response:
        """End it."""
        row = get_object_or_404(UserSession, pk=pk, user=request.user)
        end_sessions(sessions=[row], by=request.user)
        return Response(status=204)
