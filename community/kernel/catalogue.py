"""The texts of our scripts in a language, which pages load before their modules.

English needs none: static/js/lib/i18n.js shows the texts as the scripts have them.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils.translation import get_language, override, to_locale
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JavaScriptCatalog

from community.kernel import pseudo
from community.kernel.addresses import address
from community.kernel.languages import codes

DOMAIN = "djangojs"

# Does what pseudo.pseudo does, in the browser.
PSEUDO = """(() => {
  const accents = %(accents)s;
  const [opens, closes, starts, ends] = %(around)s;
  const kept = %(kept)s;
  const accented = (part) => starts + part.replace(/./gs, (sign) => accents[sign] ?? sign) + ends;
  const change = (text) => {
    if (!text.trim()) return text;
    const parts = text.split(kept); // every second one is kept
    const changed = parts.map((part, at) => (at %% 2 || !part ? part : accented(part)));
    const letters = [...parts.filter((_, at) => at %% 2 === 0).join('')].length;
    const length = Math.max(1, Math.round(letters * %(more)s));
    const more = 'ẋẋẋẋẋẋ '.repeat(length).slice(0, length);
    return `${opens}${changed.join('')} ${starts}${more}${ends}${closes}`;
  };
  globalThis.django = {
    gettext: change,
    ngettext: (one, many, count) => change(count === 1 ? one : many),
    pgettext: (context, text) => change(text),
    npgettext: (context, one, many, count) => change(count === 1 ? one : many),
  };
})();
"""


class Catalogue(JavaScriptCatalog):
    """Django's, of our own texts alone: the admin's scripts ask for theirs by themselves."""

    domain = DOMAIN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.translation = DjangoTranslation(
            get_language() or settings.LANGUAGE_CODE,
            domain=DOMAIN,
            localedirs=list(map(str, settings.LOCALE_PATHS)),
        )
        return self.render_to_response(self.get_context_data())


def catalogue(request: HttpRequest, language: str, version: str) -> HttpResponseBase:
    """The script of a language. Its address changes with its texts, so it is kept for good."""
    if language not in codes():
        raise Http404
    response: HttpResponseBase
    if language in dict(pseudo.LANGUAGES):
        response = HttpResponse(_pseudo(language), content_type='text/javascript; charset="utf-8"')
    else:
        with override(language):
            response = Catalogue.as_view()(request)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _pseudo(language: str) -> str:
    accents = {chr(plain): chr(accented) for plain, accented in pseudo.ACCENTS.items()}
    around = [pseudo.OPENS, pseudo.CLOSES, *pseudo.around(language)]
    return PSEUDO % {
        "accents": json.dumps(accents, ensure_ascii=False),
        "around": json.dumps(around),
        "kept": f"/{pseudo.KEPT.pattern}/",
        "more": pseudo.MORE,
    }


def catalogue_address() -> str:
    """Where the texts of our scripts are in the language of the page; empty if there are none."""
    return _address(get_language(), tuple(map(str, settings.LOCALE_PATHS)))


@lru_cache
def _address(language: str | None, folders: tuple[str, ...]) -> str:
    if language in dict(pseudo.LANGUAGES):
        return address("javascript_texts", language, "2")
    file = Path(to_locale(language or ""), "LC_MESSAGES", f"{DOMAIN}.mo")
    found = [Path(folder, file) for folder in folders if Path(folder, file).is_file()]
    version = "-".join(f"{path.stat().st_mtime_ns:x}" for path in found)
    return address("javascript_texts", language, version) if found else ""


urlpatterns = [
    path("texts/<slug:language>/<slug:version>.js", catalogue, name="javascript_texts"),
]
