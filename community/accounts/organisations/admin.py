"""Organisations in the admin. Moderators read them, administrators change them."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Organisation, OrganisationMember, User
from community.accounts.organisations import actions
from community.accounts.organisations.domains import LONGEST, domain_of
from community.accounts.organisations.policy import may_edit_organisations
from community.accounts.organisations.queries import organisations_for
from community.kernel import formats
from community.kernel.admin import ActionAdmin
from community.kernel.errors import RuleViolation
from community.kernel.text import number


def _minor(amount: Decimal) -> int:
    return int(amount.scaleb(get_currency_precision(settings.CURRENCY)))


class OrganisationForm(forms.ModelForm):
    """The value is typed in whole units, with decimals where the currency has some."""

    domain = forms.CharField(
        label=_("Domain"),
        max_length=LONGEST,
        required=False,
        help_text=_("Members with a confirmed email address at this domain are added."),
    )
    value = forms.DecimalField(
        label=_("Value a year"), min_value=0, max_digits=15, required=False, initial=0
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.all(),
        label=_("Members"),
        required=False,
        widget=AutocompleteSelectMultiple(Organisation._meta.get_field("members"), admin.site),
        show_hidden_initial=True,  # members join by their addresses while the form is open
        help_text=_("Whoever belongs to another organization leaves that one."),
    )

    class Meta:
        model = Organisation
        fields = ["name", "domain"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        digits = get_currency_precision(settings.CURRENCY)
        for name in {"value"} & self.fields.keys():  # moderators have no fields to write in
            self.fields[name].decimal_places = digits  # type: ignore[attr-defined]
            self.fields[name].help_text = settings.CURRENCY
        if self.instance.pk:
            self.initial["value"] = Decimal(self.instance.yearly_value).scaleb(-digits)
            self.initial["people"] = [*self.instance.members.values_list("pk", flat=True)]

    def clean_domain(self) -> str | None:
        try:
            return domain_of(self.cleaned_data["domain"])
        except RuleViolation as error:
            raise forms.ValidationError(str(error)) from error

    def facts(self, names: Any) -> dict[str, Any]:
        """What actions are told of the fields with these names."""
        told = {name: self.cleaned_data[name] for name in names}
        if "value" in told:
            told["yearly_value"] = _minor(told.pop("value") or Decimal(0))
        if "people" in told:
            told["members"] = self._members(told.pop("people"))
        return told

    def _members(self, chosen: QuerySet[User]) -> QuerySet[User]:
        """Those of now, with what was changed in the form."""
        shown = self.data.getlist(self.add_initial_prefix("people"))  # type: ignore[attr-defined]
        before = {pk for one in shown if (pk := number(one))}
        after = {member.pk for member in chosen}
        now = OrganisationMember.objects.filter(organisation=self.instance.pk)
        wanted = {*now.values_list("user", flat=True)} | after
        return User.objects.filter(pk__in=wanted - (before - after))


@admin.register(Organisation)
class OrganisationAdmin(ActionAdmin):
    for_moderators = True

    form = OrganisationForm
    fields = ["name", "domain", "value", "people"]
    list_display = ["name", "domain", "value", "number_of_members", "created_at"]
    search_fields = ["name", "domain"]
    ordering = ["name", "pk"]
    through = {
        "add": actions.create_organisation,
        "change": lambda row, by, **changed: actions.edit_organisation(
            organisation=row, by=by, **changed
        ),
        "delete": lambda row, by: actions.delete_organisation(organisation=row, by=by),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        rows: Any = organisations_for(request.user)
        return rows.annotate(_members=Count("memberships")).order_by(*self.ordering)

    @admin.display(description=_("value a year"), ordering="yearly_value")
    def value(self, organisation: Organisation) -> str:
        return formats.money(organisation.yearly_value, settings.CURRENCY)

    @admin.display(description=_("members"), ordering="_members")
    def number_of_members(self, organisation: Any) -> str:
        return formats.number(organisation._members)

    @admin.display(description=_("members"))
    def people(self, organisation: Organisation) -> str:
        names = organisation.members.order_by("pk").values_list("username", flat=True)
        return formats.listed(names)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_edit_organisations(request.user) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_edit_organisations(request.user) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_edit_organisations(request.user) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:  # noqa: FBT001
        if change:
            self.through["change"](obj, by=request.user, **form.facts(form.changed_data))
        else:
            obj.pk = self.through["add"](by=request.user, **form.facts(form.cleaned_data)).pk
