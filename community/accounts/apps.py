from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from community.accounts.backup import BACKUP
from community.kernel import scopes


class AccountsConfig(AppConfig):
    name = "community.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    backup = BACKUP

    def ready(self) -> None:
        autodiscover_modules("members", "standing")
        scopes.register(
            "community",
            read=_("Read the discussions and members that you can see"),
            write=_("Reply, edit, react and watch as you, and moderate if you are a moderator"),
        )
        scopes.register(
            "profile",
            read=_("Read your profile and settings"),
            write=_("Change your profile and settings, and invite people"),
        )
        scopes.register(
            "admin",
            read=_("Read groups and permissions"),
            write=_("Manage categories, groups, permissions, announcements, usernames and imports"),
        )
        # cycle: this module is loaded before the models are
        from community.accounts.invitations import standing  # noqa: F401, PLC0415
        from community.accounts.oauth import events as known_in_all_processes  # noqa: F401, PLC0415
        from community.accounts.oauth.bearer import by_app_token  # noqa: PLC0415
        from community.accounts.organisations import events as known_too  # noqa: F401, PLC0415
        from community.accounts.tokens import bearer  # noqa: PLC0415

        bearer.register(bearer.by_token)
        bearer.register(by_app_token)
        post_migrate.connect(_make_what_must_exist, sender=self)


def _make_what_must_exist(**_signal: object) -> None:
    # cycle: this module is loaded before the models are
    from community.accounts.audiences.actions import (  # noqa: PLC0415
        ensure_groups_by_rule,
        ensure_public_audience,
    )
    from community.accounts.people.actions import ensure_system_account  # noqa: PLC0415

    ensure_public_audience()
    ensure_system_account()
    ensure_groups_by_rule()
