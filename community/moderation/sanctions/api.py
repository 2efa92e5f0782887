"""What REST and GraphQL take and show of sanctions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.kernel.operations.inputs import Chosen
from community.moderation.models import Appeal, ReviewItem, Sanction
from community.moderation.queue.policy import seen_by
from community.moderation.sanctions.actions.sanctions import LONGEST, SILENCE_DAYS, SUSPENSION_DAYS
from community.moderation.sanctions.queries import History, decider_of


class AppealOut(serializers.ModelSerializer):
    """A member's appeal against a sanction."""

    class Meta:
        model = Appeal
        fields = ["id", "text", "answer", "outcome", "created_at", "decided_at"]
        read_only_fields = fields


class SanctionOut(serializers.ModelSerializer):
    """What moderators see of a sanction."""

    member = serializers.CharField(source="member.username")
    by = serializers.CharField(source="by.username")
    confirmed_by = serializers.CharField(
        source="confirmed_by.username", allow_null=True, default=None,
        help_text="The second moderator, who confirmed a ban.",
    )  # fmt: skip
    lifted_by = serializers.CharField(source="lifted_by.username", allow_null=True, default=None)
    is_active = serializers.BooleanField(help_text="Whether it is in force now.")
    appeal = serializers.SerializerMethodField(help_text="Null if there is none.")

    class Meta:
        model = Sanction
        fields = [
            "id", "member", "kind", "reason", "note", "item", "by", "starts_at", "ends_at",
            "confirmed_at", "confirmed_by", "lifted_at", "lifted_by", "is_active", "appeal",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "reason": {"help_text": "Shown to the member."},
            "note": {"help_text": "For moderators."},
            "item": {"help_text": "The review item where it was imposed."},
            "ends_at": {"help_text": "Null if it is permanent."},
            "confirmed_at": {"help_text": "Null while a ban waits for a second moderator."},
        }

    @extend_schema_field(AppealOut(allow_null=True))
    def get_appeal(self, sanction: Sanction) -> Any:
        appeal = getattr(sanction, "appeal", None)
        return appeal and AppealOut(appeal).data


class OwnSanctionOut(serializers.ModelSerializer):
    """What members see of a sanction of their own."""

    by = serializers.SerializerMethodField(help_text="Null if the site does not tell names.")
    is_active = serializers.BooleanField(help_text="Whether it is in force now.")
    appeal = serializers.SerializerMethodField(help_text="Null if there is none.")

    class Meta:
        model = Sanction
        fields = [
            "id", "kind", "reason", "by", "starts_at", "ends_at", "lifted_at", "is_active",
            "appeal",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {"ends_at": {"help_text": "Null if it is permanent."}}

    def get_by(self, sanction: Sanction) -> str | None:
        decider = decider_of(sanction)
        return decider.username if decider else None

    @extend_schema_field(AppealOut(allow_null=True))
    def get_appeal(self, sanction: Sanction) -> Any:
        appeal = getattr(sanction, "appeal", None)
        return appeal and AppealOut(appeal).data


class SanctionIn(serializers.Serializer):
    kind = serializers.ChoiceField(Sanction.Kind.choices)
    days = serializers.ChoiceField(
        sorted({*SILENCE_DAYS, *SUSPENSION_DAYS}), required=False, allow_null=True,
        help_text="Of a silence: 1, 3, 7 or 30. Of a suspension: 7, 30 or 90.",
    )  # fmt: skip
    reason = serializers.CharField(max_length=LONGEST, help_text="Shown to the member.")
    note = serializers.CharField(
        max_length=LONGEST, required=False, allow_blank=True, help_text="For moderators."
    )
    item = Chosen(
        lambda viewer: ReviewItem.objects.filter(seen_by(viewer)), ReviewItem, required=False,
        allow_null=True, help_text="The review item where it is imposed.",
    )  # fmt: skip


class AppealIn(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST, help_text="Why the sanction should be lifted.")


class FlagCountsOut(serializers.Serializer):
    """Flags by outcome."""

    agreed = serializers.IntegerField()
    disagreed = serializers.IntegerField()
    total = serializers.IntegerField(help_text="With those that wait, or were ignored.")


class HistoryOut(serializers.Serializer):
    """A member at a glance, for moderators."""

    joined_at = serializers.DateTimeField()
    posts_count = serializers.IntegerField()
    sanctions_count = serializers.SerializerMethodField()
    active = serializers.SerializerMethodField(help_text="Kinds of sanctions that are in force.")
    recommended = serializers.SerializerMethodField(
        help_text="The next step: the kind of a sanction; null after a ban."
    )
    recommended_days = serializers.SerializerMethodField(
        help_text="How long that suspension would be; 0 for other kinds."
    )
    flags_received = FlagCountsOut()
    flags_made = FlagCountsOut()

    def get_sanctions_count(self, history: History) -> int:
        return len(history.sanctions)

    def get_active(self, history: History) -> list[str]:
        return [one.kind for one in history.active]

    def get_recommended(self, history: History) -> str | None:
        return history.recommended.kind.value if history.recommended else None

    def get_recommended_days(self, history: History) -> int:
        return history.recommended.days if history.recommended else 0
