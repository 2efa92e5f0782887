"""Input and output of access tokens in REST."""

from rest_framework import serializers

from community.accounts.models import Token
from community.accounts.tokens import actions


class TokenIn(serializers.Serializer):
    name = serializers.CharField(max_length=60, help_text="A name to recognize the token by.")
    scopes = serializers.ListField(child=serializers.CharField(max_length=40), max_length=50)
    days = serializers.IntegerField(
        min_value=1,
        max_value=actions.MOST_DAYS,
        required=False,
        allow_null=True,
        default=actions.DAYS,
        help_text="Days until it expires; null: never.",
    )


class TokenOut(serializers.ModelSerializer):
    hint = serializers.CharField(help_text="The first and last characters of the secret.")
    state = serializers.ChoiceField(["live", "expired", "revoked"])
    secret = serializers.SerializerMethodField(
        help_text="Shown once, when it is created; empty afterwards."
    )

    class Meta:
        model = Token
        fields = [
            "id", "name", "hint", "scopes", "state", "created_at", "expires_at", "last_used_at",
            "revoked_at", "secret",
        ]  # fmt: skip
        read_only_fields = fields

    def get_secret(self, token: Token) -> str:
        return getattr(token, "told_once", "")  # the column holds what it hashes to
