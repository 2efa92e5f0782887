"""What REST and GraphQL take and show of reputation and contribution kinds."""

from rest_framework import serializers

from community.accounts.standing import registration
from community.kernel.batching import GroupedListSerializer, batch_load_for
from community.kernel.operations import all_of
from community.kernel.operations.inputs import Chosen
from community.kernel.subjects import Shown
from experience.recognition.ledger.queries import subjects_shown
from experience.recognition.models import ContributionKind, ReputationEntry

SUBJECT = "contribution.subject"


class ReputationEntryOut(serializers.ModelSerializer):
    """Points that a contribution gave, or that were taken away again."""

    rule = serializers.CharField(source="contribution.rule", help_text="Such as `forum.solution`.")
    label = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="The rule in words, in the caller's language."
    )
    contribution_kind = serializers.CharField(
        source="contribution.kind", help_text="The slug of its contribution kind; may be empty."
    )
    subject = serializers.SerializerMethodField(
        help_text="What it is for, such as `discussions.post:7`; null if that was deleted or the"
        " caller may not see it."
    )
    title = serializers.SerializerMethodField(help_text="Of the subject; null like that.")
    url = serializers.SerializerMethodField(
        help_text="The subject's address on this site; null like that."
    )
    other = serializers.CharField(
        source="contribution.other.username", allow_null=True, default=None,
        help_text="The username of the member whose act it came from; null if there is none.",
    )  # fmt: skip

    class Meta:
        model = ReputationEntry
        list_serializer_class = GroupedListSerializer
        fields = [
            "id", "points", "cause", "rule", "label", "contribution_kind", "subject", "title",
            "url", "other", "day", "occurred_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "points": {"help_text": "Negative if they were taken away."},
            "day": {"help_text": "The day (UTC) whose limits they count towards."},
        }

    def get_label(self, entry: ReputationEntry) -> str:
        rule = registration.rules.get(entry.contribution.rule)
        return str(rule.label) if rule else entry.contribution.rule

    def get_subject(self, entry: ReputationEntry) -> str | None:
        return str(entry.contribution.subject) if self._shown(entry) else None

    def get_title(self, entry: ReputationEntry) -> str | None:
        shown = self._shown(entry)
        return shown.title if shown else None

    def get_url(self, entry: ReputationEntry) -> str | None:
        shown = self._shown(entry)
        return shown.url if shown else None

    def _shown(self, entry: ReputationEntry) -> Shown | None:
        shown: Shown | None = batch_load_for(self, entry, subjects_shown, key=SUBJECT)
        return shown


class EntryFilter(serializers.Serializer):
    rule = serializers.CharField(required=False, help_text="Such as `forum.solution`.")
    kind = serializers.CharField(required=False, help_text="The slug of a contribution kind.")


class ContributionKindOut(serializers.ModelSerializer):
    """A sort of contribution, whose points have a name of their own."""

    name = serializers.CharField(source="__str__", help_text="In the caller's language.")
    points_name = serializers.CharField(source="points_label")
    description = serializers.CharField(source="description_label")

    class Meta:
        model = ContributionKind
        fields = ["id", "slug", "name", "points_name", "description", "position"]
        read_only_fields = fields


class ContributionKindIn(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    points_name = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=300, allow_blank=True)
    position = serializers.IntegerField(min_value=0, max_value=32767)


class KindOfCategoryIn(serializers.Serializer):
    kind = Chosen(
        all_of(ContributionKind), ContributionKind, allow_null=True,
        help_text="A contribution kind; null for what the rules say.",
    )  # fmt: skip


class PointsOfKindOut(serializers.Serializer):
    """What a member's contributions of one kind come to."""

    kind = serializers.CharField(source="slug", help_text="The slug of the contribution kind.")
    points_name = serializers.CharField(
        source="points_label", help_text="In the caller's language."
    )
    points = serializers.IntegerField()
