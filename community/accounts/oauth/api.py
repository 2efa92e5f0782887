"""Apps that one made and apps that one lets in, as REST shows and reads them."""

from rest_framework import serializers

from community.accounts.models import App, AppAuthorization
from community.accounts.models.oauth import LONGEST_URI
from community.accounts.oauth import actions
from community.kernel.shapes import Shape


class AppShape(Shape):
    redirects = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_URI),
        max_length=actions.MOST_REDIRECTS,
        help_text="Redirect URIs. They must match exactly.",
    )
    kind = serializers.ChoiceField(
        [App.CONFIDENTIAL, App.PUBLIC],
        source="client_type",
        help_text="A confidential client has a secret, a public client has none.",
    )
    created_at = serializers.DateTimeField(source="created", read_only=True)
    secret = serializers.SerializerMethodField(
        help_text="Shown once, when it is created; empty afterwards."
    )

    class Meta:
        model = App
        fields = [
            "id", "name", "website", "kind", "client_id", "redirects", "version", "created_at",
            "disabled_at", "secret",
        ]  # fmt: skip
        read_only_fields = ["id", "client_id", "version", "disabled_at"]
        extra_kwargs = {"name": {"help_text": "Shown to members when they authorize the app."}}
        set_once = ["kind"]

    def get_secret(self, app: App) -> str:
        return getattr(app, "secret", "")


AppIn, AppEditIn, AppOut = AppShape.input(), AppShape.edit(), AppShape.output()


class AllowedAppOut(serializers.ModelSerializer):
    """What the member who authorized an app may know of it."""

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
