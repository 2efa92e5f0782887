"""What REST takes and shows of trust levels."""

from typing import Any

from rest_framework import serializers

from community.accounts.models import TrustChange, User
from experience.recognition.models import TrustRequirement
from experience.recognition.trust.requirements import Met


class RequirementOut(serializers.ModelSerializer[TrustRequirement]):
    """Something that a trust level requires."""

    class Meta:
        model = TrustRequirement
        fields = ["id", "level", "measure", "threshold", "window_days", "is_active"]
        read_only_fields = fields
        extra_kwargs = {
            "measure": {"help_text": "What is counted, such as `discussions.posts_read`."},
            "threshold": {"help_text": "At least so many; of what is a limit, at most."},
            "window_days": {"help_text": "In so many days; null if all time counts."},
            "is_active": {"help_text": "Whether it is required at all."},
        }


class RequirementIn(serializers.Serializer[Any]):
    threshold = serializers.IntegerField(min_value=0, max_value=1_000_000)
    window_days = serializers.IntegerField(
        min_value=1, max_value=3650, allow_null=True, help_text="Null if all time counts."
    )
    is_active = serializers.BooleanField()


class MetOut(serializers.Serializer[Any]):
    """How far a member is with a requirement."""

    level = serializers.IntegerField(source="requirement.level")
    measure = serializers.CharField(source="requirement.measure")
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    value = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="At least so many; of a limit, at most.")
    window_days = serializers.IntegerField(source="requirement.window_days", allow_null=True)
    is_limit = serializers.BooleanField(source="measure.is_limit")
    is_met = serializers.BooleanField()

    def get_label(self, met: Met) -> str:
        return str(met.measure.label)


class ProgressOut(serializers.Serializer[Any]):
    """How far a member is towards the next trust level."""

    level = serializers.IntegerField()
    next_level = serializers.IntegerField(
        allow_null=True, help_text="Null from level 3 on: level 4 is given by hand."
    )
    is_locked = serializers.BooleanField(help_text="Whether rules leave the level alone.")
    requirements = MetOut(many=True, help_text="Of the next level; at level 3, those that keep it.")
    demotion_on = serializers.DateField(
        allow_null=True, help_text="When the level is lost, if nothing changes."
    )


class TrustChangeOut(serializers.ModelSerializer[TrustChange]):
    """A change of a member's trust level."""

    by = serializers.SerializerMethodField(help_text="The moderator; null if a rule changed it.")

    class Meta:
        model = TrustChange
        fields = ["id", "before", "after", "reason", "by", "created_at"]
        read_only_fields = fields

    def get_by(self, change: TrustChange) -> str | None:
        return None if change.by.is_machine else change.by.username


class OwnTrustChangeOut(serializers.ModelSerializer[TrustChange]):
    """A change of the caller's own trust level."""

    class Meta:
        model = TrustChange
        fields = ["id", "before", "after", "reason", "created_at"]
        read_only_fields = fields


class LevelIn(serializers.Serializer[Any]):
    level = serializers.ChoiceField(User.Trust.choices)
    is_locked = serializers.BooleanField(
        required=False, allow_null=True, default=None,
        help_text="Whether rules leave the level alone from now on. Null: they do, if it changes.",
    )  # fmt: skip
