"""What REST takes and shows of organisations."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from community.accounts.models import Organisation
from community.accounts.organisations.actions import MOST_VALUE
from community.accounts.organisations.domains import LONGEST
from community.kernel.shapes import Shape


@extend_schema_field({"type": "integer", "format": "int64"})
class WholeNumber(serializers.FloatField):
    """An integer of more than 32 bits, which is a Float in GraphQL: its Int has no more."""

    default_error_messages = {"not_whole": _("Enter a whole number.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, int) and not isinstance(data, bool):
            return data
        value = super().to_internal_value(data)
        if not value.is_integer():
            self.fail("not_whole")
        return int(value)

    def to_representation(self, value: Any) -> Any:
        return int(value)


class OrganisationShape(Shape):
    """A customer whose members use the site. Only staff see it."""

    name = serializers.CharField(max_length=120)
    domain = serializers.CharField(
        max_length=LONGEST, required=False, allow_null=True, allow_blank=True,
        help_text="Of its members' email addresses: `example.org`. Null if there is none.",
    )  # fmt: skip
    yearly_value = WholeNumber(
        min_value=0, max_value=MOST_VALUE, required=False,
        help_text="What it is worth a year, in minor units (cents) of the site's currency.",
    )  # fmt: skip
    currency = serializers.SerializerMethodField(help_text="The site's currency (ISO 4217).")

    class Meta:
        model = Organisation
        fields = ["id", "version", "name", "domain", "yearly_value", "currency", "created_at"]
        read_only_fields = ["id", "version", "created_at"]

    def get_currency(self, _organisation: Organisation) -> str:
        return str(settings.CURRENCY)


OrganisationIn, OrganisationOut = OrganisationShape.input(), OrganisationShape.output()
