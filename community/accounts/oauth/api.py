"""Apps that one made and apps that one lets in, over REST; by a browser's session alone."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, permissions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from community.accounts.access.again import need_recent_proof
from community.accounts.http import MemberApiRequest
from community.accounts.oauth import actions
from community.accounts.oauth.addresses import LONGEST
from community.accounts.oauth.models import App, AppAuthorization
from community.kernel.operations.rest import IF_MATCH
from community.kernel.rest import ById, version_seen


def _redirects(**how: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=LONGEST),
        max_length=actions.MOST_REDIRECTS,
        help_text="Where members are sent back to, sign by sign as the app gives it.",
        **how,
    )


class AppIn(serializers.Serializer):
    name = serializers.CharField(max_length=60, help_text="Members read it when they are asked.")
    website = serializers.CharField(max_length=200, required=False, allow_blank=True)
    redirects = _redirects()
    kind = serializers.ChoiceField(
        [App.CONFIDENTIAL, App.PUBLIC], help_text="With a secret or without."
    )


class AppEditIn(serializers.Serializer):
    name = serializers.CharField(max_length=60, required=False)
    website = serializers.CharField(max_length=200, required=False, allow_blank=True)
    redirects = _redirects(required=False)


class AppOut(serializers.ModelSerializer):
    kind = serializers.ChoiceField([App.CONFIDENTIAL, App.PUBLIC], source="client_type")
    redirects = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = App
        fields = [
            "id", "name", "website", "kind", "client_id", "redirects", "version", "created",
            "disabled_at",
        ]  # fmt: skip
        read_only_fields = fields


class AppMadeOut(AppOut):
    secret = serializers.CharField(help_text="Told this once; empty for a public app.")

    class Meta(AppOut.Meta):
        fields = [*AppOut.Meta.fields, "secret"]
        read_only_fields = fields


class AllowedAppOut(serializers.ModelSerializer):
    owner = serializers.CharField(source="user.username")

    class Meta:
        model = App
        fields = ["id", "name", "website", "owner", "disabled_at"]
        read_only_fields = fields


class AuthorizationOut(serializers.ModelSerializer):
    app = AllowedAppOut()
    scopes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = AppAuthorization
        fields = ["id", "app", "scopes", "allowed_at", "last_used_at"]
        read_only_fields = fields


def _shown(app: App, status: int = 200) -> Response:
    return Response(AppOut(app).data, status=status, headers={"ETag": f'"{app.version}"'})


def _told(app: Any, secret: str, status: int) -> Response:
    app.secret = secret
    headers = {"ETag": f'"{app.version}"', "Cache-Control": "no-store"}
    return Response(AppMadeOut(app).data, status=status, headers=headers)


def _own(request: MemberApiRequest, pk: int) -> App:
    return get_object_or_404(App.objects.visible_to(request.user), pk=pk)


class MyApps(generics.ListAPIView):
    """Apps that the caller made. Only for browsers that are signed in."""

    permission_classes = [permissions.IsAuthenticated]
    queryset = App.objects.none()
    serializer_class = AppOut
    pagination_class = ById

    def get_queryset(self):
        return App.objects.visible_to(self.request.user).order_by("pk")

    @extend_schema(request=AppIn, responses={201: AppMadeOut})
    def post(self, request: MemberApiRequest) -> Response:
        """Register one. Its secret is told this once; 403 `confirm_first` where the caller signed
        in too long ago."""
        need_recent_proof(request)
        given = AppIn(data=request.data)
        given.is_valid(raise_exception=True)
        return _told(*actions.register_app(by=request.user, **given.validated_data), status=201)


class MyApp(APIView):
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses=AppOut)
    def get(self, request: MemberApiRequest, pk: int) -> Response:
        return _shown(_own(request, pk))

    @extend_schema(request=AppEditIn, responses=AppOut, parameters=[IF_MATCH])
    def patch(self, request: MemberApiRequest, pk: int) -> Response:
        """Change what is given. With If-Match, 412 if it was changed in the meantime."""
        need_recent_proof(request)
        given = AppEditIn(data=request.data)
        given.is_valid(raise_exception=True)
        app = actions.edit_app(
            app=_own(request, pk),
            by=request.user,
            version=version_seen(request),
            **given.validated_data,
        )
        return _shown(app)

    @extend_schema(responses={204: None})
    def delete(self, request: MemberApiRequest, pk: int) -> Response:
        """Delete it, with all that members allowed it."""
        need_recent_proof(request)
        actions.delete_app(app=_own(request, pk), by=request.user)
        return Response(status=204)


class MyAppSecret(APIView):
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(request=None, responses={201: AppMadeOut})
    def post(self, request: MemberApiRequest, pk: int) -> Response:
        """Make another secret. The one before opens nothing any more."""
        need_recent_proof(request)
        return _told(*actions.renew_secret(app=_own(request, pk), by=request.user), status=201)


class MyAuthorizations(generics.ListAPIView):
    """Apps that act for the caller, and what each may do."""

    permission_classes = [permissions.IsAuthenticated]
    queryset = AppAuthorization.objects.none()
    serializer_class = AuthorizationOut
    pagination_class = ById

    def get_queryset(self):
        own = AppAuthorization.objects.visible_to(self.request.user)
        return own.select_related("app__user").order_by("pk")


class MyAuthorization(APIView):
    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses={204: None})
    def delete(self, request: MemberApiRequest, pk: int) -> Response:
        """Take it back: all tokens of this app for the caller end."""
        rows = AppAuthorization.objects.visible_to(request.user)
        actions.revoke_app(authorization=get_object_or_404(rows, pk=pk), by=request.user)
        return Response(status=204)
