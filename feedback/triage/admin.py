"""The product team's workplace: ideas with all that helps to decide about them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.organisations.policy import may_read_organisations
from community.kernel import formats
from community.kernel.text import MOST_SMALL, number
from feedback.models import Idea
from feedback.prioritising.actions import set_priority
from feedback.prioritising.factors import weighted
from feedback.prioritising.queries import impact_of, managed_ideas
from feedback.roadmap.actions import set_eta
from feedback.roadmap.eta import eta_text
from feedback.triage.bulk import BulkActions
from feedback.triage.filters import ManagedBoards, Triage
from feedback.triage.forms import ETA, RICE, IdeaForm
from feedback.triage.pages import TeamPages
from feedback.triage.table import by_score, shown, with_scores


def change(row: Idea, by: User, **changed: Any) -> None:
    """RICE inputs and the expected date are set by actions of their own."""
    if rice := {name: value for name, value in changed.items() if name in RICE}:
        set_priority(idea=row, by=by, **rice)
    if eta := {name: value for name, value in changed.items() if name in ETA}:
        set_eta(idea=row, by=by, **eta)


@admin.register(Idea)
class IdeaAdmin(TeamPages, BulkActions):
    for_moderators = True

    form = IdeaForm
    list_display = [
        "title", "board", "state", "kind", "severity", "votes", "customer_value", "rice_score",
        "assessed_impact", "expected", "author", "customer",
    ]  # fmt: skip
    list_filter = [
        ("board", ManagedBoards), "category", "kind", "severity", "is_private", Triage,
        ("merged_into", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    search_fields = ["thread__title", "thread__author__folded_username"]
    search_help_text = _("Title, author or number.")
    ordering = ["-pk"]
    readonly_fields = [
        "on_site", "board", "state", "author", "customer", "votes", "customer_value",
        "customer_value_from", "rice_score", "assessments",
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["on_site", "board", "state", "author", "customer"]}),
        (
            pgettext_lazy("of an idea", "Value"),
            {"fields": ["votes", "customer_value", "customer_value_from"]},
        ),
        (_("RICE"), {"fields": [*RICE, "rice_score"]}),
        (_("Impact"), {"fields": ["assessments"]}),
        (_("Roadmap"), {"fields": [*ETA]}),
    ]
    labels = {"eta_precision": _("Precision")}
    through = {"change": change}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Idea]:
        return with_scores(managed_ideas(request.user))

    def get_list_display(self, request: HttpRequest) -> Any:
        """Which customer it is for is read by staff, not by all whom a board trusts."""
        hidden = set() if may_read_organisations(request.user) else {"customer"}
        return [name for name in self.list_display if name not in hidden]

    def get_fieldsets(self, request: HttpRequest, obj: Idea | None = None) -> Any:
        if may_read_organisations(request.user):
            return self.fieldsets
        (name, first), *others = self.fieldsets
        fields = [field for field in first["fields"] if field != "customer"]
        return [(name, {"fields": fields}), *others]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Idea], search_term: str
    ) -> tuple[QuerySet[Idea], bool]:
        known = number(search_term.strip().removeprefix("#"))
        if known is not None and known <= MOST_SMALL:
            return queryset.filter(number=known), False
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Date and precision say one thing together."""
        names = {*form.changed_data}
        names |= {*ETA} if names & {*ETA} else set()
        told = {name: form.cleaned_data[name] for name in names}
        self.through["change"](obj, by=request.user, **told)

    @admin.display(description=_("title"), ordering="thread__title")
    def title(self, idea: Idea) -> str:
        return str(idea)

    @admin.display(description=_("page"))
    def on_site(self, idea: Idea) -> str:
        return format_html('<a href="{}">{}</a>', idea.get_absolute_url(), self.title(idea))

    @admin.display(description=pgettext_lazy("of an idea", "status"), ordering="category")
    def state(self, idea: Idea) -> str:
        # Translators: what an idea's status column says of a duplicate.
        return gettext("Merged") if idea.merged_into_id else idea.status.label

    @admin.display(description=pgettext_lazy("on an idea", "votes"), ordering="score")
    def votes(self, idea: Idea) -> str:
        return formats.number(idea.score)

    @admin.display(description=_("RICE score"), ordering=by_score("rice"))
    def rice_score(self, idea: Idea) -> str | None:
        return shown(idea.rice) or None

    @admin.display(description=_("assessed impact"), ordering=by_score("impact_score"))
    def assessed_impact(self, idea: Any) -> str | None:
        return shown(idea.impact_score) or None

    @admin.display(description=_("expected"), ordering="eta_date")
    def expected(self, idea: Idea) -> str | None:
        return eta_text(idea) or None

    @admin.display(description=_("author"), ordering="thread__author")
    def author(self, idea: Idea) -> str:
        return idea.thread.author.username

    @admin.display(description=_("customer"), ordering="organisation__name")
    def customer(self, idea: Idea) -> str | None:
        told = [str(one) for one in (idea.organisation, idea.on_behalf_of) if one]
        return formats.listed(told) or None

    @admin.display(description=_("customer value from"))
    def customer_value_from(self, idea: Idea) -> str:
        counted = {
            "organizations": formats.number(idea.organisations_count),
            "individuals": formats.number(idea.individuals_count),
        }
        return gettext("Organizations: %(organizations)s. Other voters: %(individuals)s.") % counted

    @admin.display(description=_("assessments"))
    def assessments(self, idea: Idea) -> str:
        """The score, with who assessed it and when."""
        impact = impact_of(idea)
        if impact.score is None:
            return gettext("Not assessed yet.")
        rows = idea.assessments.select_related("assessor").order_by("pk")
        told = format_html_join(
            "", "<li>{} · {} · {}</li>",
            (
                (
                    row.assessor.username, shown(weighted(row.factors)),
                    formats.day(row.assessed_at),
                )
                for row in rows
            ),
        )  # fmt: skip
        return format_html("{}<ul>{}</ul>", shown(impact.score), told)
