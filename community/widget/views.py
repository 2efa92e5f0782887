"""What the widget's script asks: see http.py for who may."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, get_language_bidi

from community.kernel.errors import NotSignedIn
from community.widget import queries
from community.widget.actions import member_of
from community.widget.http import POLICY, Asked, of_widget
from community.widget.identity import SESSION, IdentityInvalid, person_by_token
from community.widget.registration import InvalidValue, Panel, Visit, panels_of
from community.widget.script import script as joined
from community.widget.texts import texts

SCRIPT_KEPT, CONFIG_KEPT = 3600, 300  # seconds, in browsers
LONGEST_TYPED = 300  # characters that similar items are looked up for


def script(request: HttpRequest, site_key: str) -> HttpResponse:
    """The script, for any page: what it asks then is answered to the site's pages alone."""
    if queries.active_site(site_key) is None:
        raise Http404
    body, tag = joined()
    response = HttpResponse(body, "text/javascript; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={SCRIPT_KEPT}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Security-Policy"] = POLICY
    known: Any = get_conditional_response(request, etag=tag, response=response)
    return known  # type: ignore[no-any-return]


@of_widget("GET", keeps=CONFIG_KEPT)
def config(asked: Asked) -> dict[str, Any]:
    """Which panels there are, and the texts of the script."""
    return {
        "name": settings.SITE_NAME,
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "panels": [
            {"name": panel.name, "label": str(panel.label)}
            for panel in panels_of(asked.site).values()
        ],
        "texts": texts(),
    }


@of_widget("POST", counts="write")
def session(asked: Asked) -> dict[str, Any]:
    """A session for the person whom the site's server signed a token for."""
    token = asked.values.get("token")
    if not isinstance(token, str):
        raise IdentityInvalid
    person, session = person_by_token(asked.site, token)
    return {"session": session, "expires_in": SESSION, "name": person.name}


@of_widget("GET")
def panel(asked: Asked, panel: str) -> dict[str, Any]:
    """What the panel shows to the viewer."""
    return _panel(asked, panel).describe(_visit(asked, panel))


@of_widget("GET")
def similar(asked: Asked, panel: str) -> dict[str, Any]:
    """Items like what is being typed."""
    find = _panel(asked, panel).similar
    text = asked.request.GET.get("text", "").replace("\0", "")[:LONGEST_TYPED]
    return {"items": [*find(_visit(asked, panel), text)] if find else []}


@of_widget("POST", counts="write")
def submission(asked: Asked, panel: str) -> dict[str, Any]:
    """What a form of the panel was filled in with."""
    return _panel(asked, panel).submit(_member_visit(asked, panel), asked.values)


@of_widget("POST", counts="write")
def action(asked: Asked, panel: str, action: str, item: int) -> dict[str, Any]:
    """A button of an item was pressed."""
    act = _panel(asked, panel).actions.get(action)
    if act is None or item >= 2**63:
        raise ObjectDoesNotExist
    return act(_member_visit(asked, panel), item, asked.values)


def _panel(asked: Asked, name: str) -> Panel:
    found = panels_of(asked.site).get(name)
    if found is None:
        raise ObjectDoesNotExist
    return found


def _visit(asked: Asked, panel: str) -> Visit:
    return Visit(
        site=asked.site, panel=panel, viewer=asked.viewer, is_identified=asked.person is not None
    )


def _member_visit(asked: Asked, panel: str) -> Visit:
    """Of somebody who writes: whoever does so for the first time becomes a member."""
    if asked.person is None:
        raise NotSignedIn
    for value in asked.values.values():
        if isinstance(value, str) and "\0" in value:
            raise InvalidValue
    viewer = member_of(site=asked.site, person=asked.person)
    return Visit(site=asked.site, panel=panel, viewer=viewer, is_identified=True)
