"""How sites that show the widget change."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.editing import check_version, locked, save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import filled
from community.kernel.text import is_blank, one_line, storable
from community.widget.events import WidgetSecretRotated, WidgetSiteCreated, WidgetSiteEdited
from community.widget.models import WidgetSite
from community.widget.policy import may_set_up_widgets
from community.widget.registration import registered
from community.widget.secrets import new_secret, sealed, secrets_of

LONGEST_NAME, LONGEST_ORIGIN, MOST_ORIGINS = 80, 253, 20
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# As browsers send it: no path, and nothing but hosts on the developer's own machine without TLS.
ORIGIN = re.compile(
    rf"(?:https://{LABEL}(?:\.{LABEL})*|http://(?:localhost|127\.0\.0\.1))(?::[1-9][0-9]{{0,4}})?"
)

PLAIN_PORTS = (":80", ":443")  # of http and https: browsers leave them out


class SiteNameNeeded(RuleViolation):
    code = "widget_name_needed"
    title = _("Site name missing or too long")
    message = filled(
        ngettext_lazy(
            "Give the site a name of at most %(count)s character.",
            "Give the site a name of at most %(count)s characters.",
            LONGEST_NAME,
        ),
        count=LONGEST_NAME,
    )


class NotAnOrigin(RuleViolation):
    code = "widget_origin_invalid"
    title = _("Invalid origin")
    message = filled(
        ngettext_lazy(
            "Enter %(count)s origin, such as https://app.example.org.",
            "Enter 1 to %(count)s origins, such as https://app.example.org. Only localhost can be"
            " without https.",
            MOST_ORIGINS,
        ),
        count=MOST_ORIGINS,
    )


class NoSuchPanel(RuleViolation):
    code = "widget_panel_unknown"
    title = _("Unknown panel")
    message = _("Select at least one panel, each once.")


class OptionMissing(RuleViolation):
    code = "widget_option_missing"
    title = _("Option of a panel missing")
    message = _("Choose a value for each option of the selected panels.")


def create_widget_site(  # noqa: PLR0913 - what a site consists of
    *,
    name: str,
    origins: Sequence[str],
    panels: Sequence[str],
    by: User,
    options: Mapping[str, Any] | None = None,
    is_active: bool = True,
) -> WidgetSite:
    """Let the pages of these origins show the widget with these panels.

    `options` has what the panels need to know, by panel: {"feedback": {"board": 3}}. The row that
    is returned has its secret in `secret`, which nobody can be told a second time. Raises Denied.
    """
    if not may_set_up_widgets(by):
        raise Denied
    checked = _checked(name=name, origins=origins, panels=panels, options=options or {})
    secret = new_secret()
    with transaction.atomic():
        site = WidgetSite.objects.create(
            **checked, key=secrets.token_hex(10), secrets=sealed([secret]), is_active=is_active
        )
        publish(WidgetSiteCreated(actor_id=by.pk, site_id=site.pk))
    site.secret = secret  # type: ignore[attr-defined]
    return site


class SiteChanges(TypedDict, total=False):
    name: str
    origins: Sequence[str]
    panels: Sequence[str]
    options: Mapping[str, Any]
    is_active: bool


def edit_widget_site(
    *, widget_site: WidgetSite, by: User, version: int | None = None, **changes: Unpack[SiteChanges]
) -> WidgetSite:
    """Change the fields that are sent. A site that is not active shows nothing, and its people are
    signed out. Raises Denied and Stale."""
    if not may_set_up_widgets(by):
        raise Denied
    with transaction.atomic():
        site = locked(widget_site)
        check_version(site, version, now=site.name)
        given: dict[str, Any] = {
            "name": site.name, "origins": site.origins, "panels": site.panels,
            "options": site.options, "is_active": site.is_active, **changes,
        }  # fmt: skip
        is_active = given.pop("is_active")
        if save_changes(site, {**_checked(**given), "is_active": is_active}):
            publish(WidgetSiteEdited(actor_id=by.pk, site_id=site.pk))
    return site


def rotate_widget_secret(
    *, widget_site: WidgetSite, by: User, former_is_valid: bool = True
) -> WidgetSite:
    """Make another secret, in `secret` of the returned row. The one before stays valid until the
    next rotation, unless `former_is_valid` is false; then the sessions end that it began."""
    if not may_set_up_widgets(by):
        raise Denied
    secret = new_secret()
    with transaction.atomic():
        site = locked(widget_site)
        former = secrets_of(site)[:1] if former_is_valid else []
        site.secrets = sealed([secret, *former])
        site.version += 1
        site.save(update_fields=["secrets", "version"])
        publish(
            WidgetSecretRotated(
                actor_id=by.pk, site_id=site.pk, former_is_valid=former_is_valid
            )
        )  # fmt: skip
    site.secret = secret  # type: ignore[attr-defined]
    return site


def _checked(
    *, name: str, origins: Sequence[str], panels: Sequence[str], options: Mapping[str, Any]
) -> dict[str, Any]:
    """The values as they are kept. Raises one of the above."""
    name = one_line(storable(name))
    if is_blank(name) or len(name) > LONGEST_NAME:
        raise SiteNameNeeded
    known = {panel.name: panel for panel in registered()}
    if not panels or len({*panels}) < len(panels) or not known.keys() >= {*panels}:
        raise NoSuchPanel
    chosen = {}
    for panel in (known[one] for one in panels):
        if not panel.options:
            continue
        given = options.get(panel.name)
        given = given if isinstance(given, Mapping) else {}
        chosen[panel.name] = {option.name: given.get(option.name) for option in panel.options}
        for option in panel.options:
            if given.get(option.name) not in {value for value, _label in option.choices()}:
                raise OptionMissing
    return {
        "name": name, "origins": _origins(origins), "panels": [*panels], "options": chosen
    }  # fmt: skip


def _origins(given: Sequence[str]) -> list[str]:
    """Each once, in the spelling of browsers. Raises NotAnOrigin."""
    said = [one.strip().lower().rstrip("/") for one in given]
    plain = (one.removesuffix(PLAIN_PORTS[one.partition("://")[0] == "https"]) for one in said)
    found = list(dict.fromkeys(plain))
    fits = all(ORIGIN.fullmatch(one) and len(one) <= LONGEST_ORIGIN for one in found)
    if not fits or not 1 <= len(found) <= MOST_ORIGINS:
        raise NotAnOrigin
    return found
