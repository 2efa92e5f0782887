from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from community.accounts.http import MemberRequest
from community.accounts.invitations import actions as actions_invitations
from community.accounts.models import Audience, Group, ImportedBadge, Invitation, Page, User
from community.accounts.oauth.admin import AppAdmin  # noqa: F401 - it registers itself
from community.accounts.pages import actions as actions_pages
from community.accounts.pages import texts
from community.accounts.people import actions, actions_profile
from community.accounts.security import actions as actions_signing_in
from community.accounts.security.recent_authentication import require_recent_authentication
from community.accounts.tokens.admin import OfServiceAccounts
from community.kernel.admin import ActionAdmin

DAY = 24


class Now(admin.SimpleListFilter):
    """Whether a time until which something holds is still to come."""

    field = ""

    def lookups(self, request, model_admin):
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request, queryset):
        holds = Q(**{f"{self.field}__gt": timezone.now()})
        match self.value():
            case "yes":
                return queryset.filter(holds)
            case "no":
                return queryset.exclude(holds)
        return queryset


class NowSilenced(Now):
    title = parameter_name = "silenced"
    field = "silenced_until"


class NowSuspended(Now):
    title = parameter_name = "suspended"
    field = "suspended_until"


@admin.register(User)
class UserAdmin(OfServiceAccounts, ActionAdmin):
    """Moderators act on members; each step goes through an action and is an event."""

    for_moderators = True

    list_display = [
        "username", "email", "trust_level", "reputation", "date_joined", "silenced_until",
        "suspended_until",
    ]  # fmt: skip
    list_filter = [
        "trust_level", "is_moderator", "is_staff", "is_bot", "date_joined", NowSilenced,
        NowSuspended,
    ]  # fmt: skip
    search_fields = ["folded_username", "email"]
    ordering = ["-pk"]
    exclude = ["password"]
    actions = [
        "raise_trust", "lower_trust", "silence", "suspend", "lift", "remove_picture", "appoint",
        "dismiss", "remove_second_factor", "show_tokens",
    ]  # fmt: skip

    @admin.action(description="Remove avatar")
    def remove_picture(self, request: MemberRequest, members: QuerySet[User]) -> None:
        by = request.user
        self.each(request, members, lambda m: actions_profile.remove_avatar(member=m, by=by))

    @admin.action(description="Make moderator")
    def appoint(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self._role(request, members, is_now=True)

    @admin.action(description="Remove moderator role")
    def dismiss(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self._role(request, members, is_now=False)

    @admin.action(description="Remove two-factor authentication")
    def remove_second_factor(self, request: MemberRequest, members: QuerySet[User]) -> None:
        def remove(member: User) -> None:
            require_recent_authentication(request)
            actions_signing_in.remove_second_factor(member=member, by=request.user)

        self.each(request, members, remove)

    def _role(self, request: MemberRequest, members: QuerySet[User], *, is_now: bool) -> None:
        roles = {"is_moderator": is_now, "is_staff": is_now}
        self.each(request, members, lambda m: actions.set_roles(member=m, by=request.user, **roles))

    @admin.action(description="Raise trust level")
    def raise_trust(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self.each(request, members, lambda m: self._level(m, m.trust_level + 1, request.user))

    @admin.action(description="Lower trust level")
    def lower_trust(self, request: MemberRequest, members: QuerySet[User]) -> None:
        self.each(request, members, lambda m: self._level(m, m.trust_level - 1, request.user))

    @staticmethod
    def _level(member: User, level: int, by: User) -> None:
        actions.set_trust_level(member=member, level=level, by=by)

    @admin.action(description="Silence for 1 day")
    def silence(self, request: MemberRequest, members: QuerySet[User]) -> None:
        by = request.user
        self.each(request, members, lambda m: actions.silence_member(member=m, hours=DAY, by=by))

    @admin.action(description="Suspend for 1 week")
    def suspend(self, request: MemberRequest, members: QuerySet[User]) -> None:
        by, week = request.user, 7 * DAY
        self.each(request, members, lambda m: actions.suspend_member(member=m, hours=week, by=by))

    @admin.action(description="End silencing and suspension")
    def lift(self, request: MemberRequest, members: QuerySet[User]) -> None:
        def free(member: User) -> None:
            actions.silence_member(member=member, hours=0, by=request.user)
            actions.suspend_member(member=member, hours=0, by=request.user)

        self.each(request, members, free)


@admin.register(ImportedBadge)
class ImportedBadgeAdmin(ActionAdmin):
    list_display = ["name", "level", "member", "site", "given_at"]
    list_filter = ["level", "site"]
    search_fields = ["name"]
    list_select_related = ["member"]
    ordering = ["-pk"]


@admin.register(Group)
class GroupAdmin(ActionAdmin):
    list_display = ["name", "slug", "rule"]
    fields = ["name", "slug", "members"]
    list_filter = ["rule"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["members"]
    through = {
        "add": lambda by, **values: actions.form_group(**values, by=by),
        "change": lambda row, by, **changed: actions.edit_group(group=row, **changed, by=by),
    }

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        """Nobody is put by hand into a group that a rule fills."""
        return ["name", "slug"] if obj and obj.rule else self.fields


@admin.register(Audience)
class AudienceAdmin(ActionAdmin):
    """Who may read a private category. Audiences of one thing alone are formed with that thing."""

    list_display = ["__str__", "kind"]
    list_filter = ["kind"]
    ordering = ["pk"]
    fields = ["title", "members", "groups", "never"]
    autocomplete_fields = ["members", "groups", "never"]
    through = {
        "add": lambda by, **values: actions.share_audience(**values, by=by),
        "change": lambda row, by, **changed: actions.edit_audience(audience=row, **changed, by=by),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Audience]:
        return super().get_queryset(request).exclude(kind=Audience.Kind.PERSONAL)


class PageForm(forms.ModelForm):
    class Meta:
        model = Page
        fields = ["slug", "title", "source", "version"]
        widgets = {"version": forms.HiddenInput, "source": forms.Textarea(attrs={"rows": 40})}


@admin.register(Page)
class PageAdmin(ActionAdmin):
    """The site's own pages. A page that is not listed here shows its default text."""

    form = PageForm
    list_display = ["title", "slug", "version", "changed_at"]
    ordering = ["slug"]
    through = {
        "add": lambda by, slug, title, source, version: actions_pages.write_page(
            slug=slug, title=title, source=source, by=by
        ),
        "change": lambda row, by, slug=None, **changed: actions_pages.edit_page(
            page=row, by=by, **{"version": row.version, **changed}
        ),
        "delete": lambda row, by: actions_pages.forget_page(page=row, by=by),
    }

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        return ["slug"] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """`?slug=guidelines` begins with the text that is shown now."""
        slug = request.GET.get("slug", "")
        if slug not in Page.Slug.values:
            return {}
        text = texts.shipped(slug)
        return {"slug": slug, "title": text.title, "source": text.source, "version": 1}


@admin.register(Invitation)
class InvitationAdmin(ActionAdmin):
    """Who invited whom."""

    for_moderators = True

    list_display = ["id", "inviter", "email", "uses", "max_uses", "state", "expires_at"]
    search_fields = ["inviter__folded_username", "email"]
    list_select_related = ["inviter"]
    exclude = ["secret"]
    ordering = ["-pk"]
    actions = ["revoke"]

    @admin.action(description="Revoke")
    def revoke(self, request: MemberRequest, rows: QuerySet[Invitation]) -> None:
        def act(row: Invitation) -> None:
            actions_invitations.revoke_invitation(invitation=row, by=request.user)

        self.each(request, rows, act)
