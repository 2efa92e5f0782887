"""How things are shown everywhere: icons, faces, times. Built in to every template."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template import defaulttags
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.templatetags import i18n
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation.trans_real import catalog

from community.kernel import formats, markdown
from community.kernel.addresses import address
from community.kernel.catalogue import catalogue_address
from community.kernel.formats import (
    DAY_OF_YEAR,
    MONTH,
    SHORT_DAY,
    SHORT_MONTH,
    WEEKDAY,
    WEEKDAY_OF_YEAR,
)
from community.kernel.languages import is_translated, name_of
from community.kernel.static import modules
from community.kernel.text import initials
from community.kernel.written import Written
from community.kernel.written import written as texts_of

register = template.Library()


class AddressNode(defaulttags.URLNode):
    """The framework's `url`, which remembers addresses."""

    def render(self, context: template.Context) -> str:
        if self.kwargs:
            return super().render(context)
        request = getattr(context, "request", None)
        match = getattr(request, "resolver_match", None)
        app = getattr(request, "current_app", match.namespace if match else None)
        try:
            values = [value.resolve(context) for value in self.args]
            found = address(self.view_name.resolve(context), *values, current_app=app)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    """{% url name arg … %}, as in any template."""
    node = defaulttags.url(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


class TextNode(i18n.TranslateNode):
    """The framework's `translate`, which remembers what a text says in each language: a page has
    dozens, and what they say follows from the catalogue alone. That is asked for once for each
    template, so it is the same before and after a `{% language %}`, which nothing here uses."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        vars(self).update(vars(node))
        said, meant = self.filter_expression, self.message_context
        is_literal = said.var.literal is not None and not said.filters
        self._is_constant = is_literal and (meant is None or not meant.is_var)
        self._said: dict[object, str] = {}

    def render(self, context: template.Context) -> str:
        if not self._is_constant or self.asvar:
            return super().render(context)
        of_template: dict[Any, Any] = context.render_context.dicts[-1]
        texts = of_template.get(TextNode) or of_template.setdefault(TextNode, catalog())
        found = self._said.get(texts)
        if found is None:
            if len(self._said) > len(settings.LANGUAGES):  # of catalogues that are gone
                self._said.clear()
            found = self._said[texts] = super().render(context)
        return found


@register.tag
def translate(parser: Parser, token: Token) -> TextNode:
    """{% translate "Sign in" %}, as in any template."""
    return TextNode(i18n.do_translate(parser, token))


@register.simple_tag
@cache  # a page has hundreds of the same few
def icon(name: str, label: str = "", classes: str = "icon s") -> SafeString:
    """An icon of the sprite: hidden from readers beside a word, named where it stands alone."""
    sprite = static("icons.svg")
    if label:
        named = '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>'
        return format_html(named, classes, label, sprite, name)
    drawing = '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>'
    return format_html(drawing, classes, sprite, name)


@register.simple_tag
@cache
def modulepreload(name: str, beside: str = "") -> SafeString:
    """Let the browser load a module with all that it imports, in place of one import after another.
    What `beside` imports is on its way already."""
    others = set(modules(beside)) if beside else set()
    wanted = [static(module) for module in modules(name) if module not in others]
    link = '<link rel="modulepreload" href="{}">'
    return format_html_join("\n", link, ([address] for address in wanted))


# By size: how wide a face is shown, in CSS pixels, and whether it needs the large picture.
FACES = {"s": (24, False), "": (36, False), "l": (44, False), "xl": (88, True)}


def avatar_url(person: Any, *, large: bool) -> str:
    """Where a member's picture is; empty where there is none."""
    name = f"{person.avatar}-{288 if large else 96}.webp"
    return address("avatar", name) if person.avatar else ""


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """A face: the person's picture, or initials on one of eight hues, which follow from the id."""
    classes = f"avatar h{person.pk % 8 + 1} {size}".strip()
    if person.avatar:
        side, large = FACES.get(size, FACES[""])
        picture = '<img class="{}" src="{}" alt="" width="{}" height="{}" loading="lazy">'
        return format_html(picture, classes, avatar_url(person, large=large), side, side)
    face = '<span class="{}" aria-hidden="true">{}</span>'
    return format_html(face, classes, initials(person.username))


@register.simple_tag
def everybodys(template: str, **told: bool) -> SafeString:
    """A part of pages that says the same to everybody, rendered once per process: of the request
    it knows nothing but what it is told."""
    site = (settings.SITE_NAME, settings.STATIC_URL, settings.ROOT_URLCONF, get_script_prefix())
    return _everybodys(template, tuple(told.items()), get_language(), *site)


@lru_cache(100)
def _everybodys(
    template: str, told: tuple[tuple[str, bool], ...], _language: str | None, name: str, *_site: str
) -> SafeString:
    html = render_to_string(template, {"SITE_NAME": name, **dict(told)})
    return mark_safe(html.strip())  # noqa: S308 - rendered by a template, which escapes


@register.filter
def member_link(person: Any) -> SafeString:
    """A member's name, to be put into a sentence; it leads to their page if they have one."""
    if not person.has_page:
        return format_html("<bdi>{}</bdi>", person.username)
    link = '<a class="plain" href="{}"><bdi>{}</bdi></a>'
    return format_html(link, address("member", person.username), person.username)


@register.simple_tag
def script_texts() -> SafeString:
    """The script with the texts of our modules, where the page's language has one. It runs before
    them: all of them wait for the page to be read, and keep their order."""
    found = catalogue_address()
    return format_html('<script src="{}" defer></script>', found) if found else mark_safe("")


@register.simple_tag
def languages() -> dict[str, Any]:
    """Those that can be chosen, each with whether it has a catalogue, and the one that is shown."""
    code = get_language() or settings.LANGUAGE_CODE
    choices = [(code, name, is_translated(code)) for code, name in settings.LANGUAGES]
    return {"choices": choices, "code": code, "shown": name_of(code)}


@register.simple_tag
def trust(person: Any) -> SafeString:
    """Four pips with a spoken name."""
    # Translators: "Trust level 2, Member", read aloud in place of a picture.
    spoken = gettext("Trust level %(level)s, %(name)s") % {
        "level": person.trust_level,
        "name": person.get_trust_level_display(),
    }
    return icon(f"trust-{person.trust_level}", spoken, "trust")


@register.simple_tag
def blaze(category: Any, classes: str = "blaze") -> SafeString:
    """A category's trail mark: its shape, in its colour."""
    return icon(f"blaze-{category.icon}", classes=f"{classes} h{category.hue}")


@register.simple_tag(takes_context=True)
def written(context: template.Context) -> list[Written]:
    """The texts of the form that was sent to this page, to be shown where it was refused."""
    request = context.get("request")
    return texts_of(request) if request else []


@register.filter
def control(field: BoundField) -> SafeString:
    """A form's control under its label, which says all that a placeholder would repeat."""
    return field.as_widget(attrs={"placeholder": False, **_direction(field)})


@register.filter
def field_of_text(field: BoundField) -> SafeString:
    """A text field of several lines that may have a placeholder; like any other, it follows what is
    typed. As its widget writes it, without a template: every page of a thread has one."""
    widget = field.field.widget
    given = field.build_widget_attrs({"id": field.auto_id, **_direction(field)}, widget)
    attrs = flatatt(widget.build_attrs(widget.attrs, given))
    value = widget.format_value(field.value())
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        field.html_name,
        attrs,
        "" if value is None else value,
    )


def _direction(field: BoundField) -> dict[str, str | bool]:
    """What people write runs in the direction of its own letters, whatever the page's is."""
    is_text = field.widget_type in {"text", "textarea"}
    return {"dir": "auto"} if is_text and "dir" not in field.field.widget.attrs else {}


@register.filter
def prose(html: str) -> SafeString:
    """A text of a member that was rendered and stored, with our words in the reader's language."""
    return mark_safe(markdown.in_language(html))  # noqa: S308 - rendered by us


@register.filter(name="json")
def as_json(value: Any) -> str:
    """For a data attribute; the template escapes it."""
    return json.dumps(value)


@register.filter
def with_id(rows: Iterable[Any], pk: int | None) -> Any:
    """The row of that id, if it is among those that the page has already."""
    return next((row for row in rows if row.pk == pk), None)


@register.filter
def moment(at: datetime) -> SafeString:
    """A time that is true for as long as the page is kept: the browser says it in fewer words."""
    return _time(at, DAY_OF_YEAR, with_time=True) if _is_this_year(at) else _time(at, SHORT_DAY)


@register.filter
def brief(at: datetime) -> SafeString:
    """The same where there is room for one word only."""
    return _time(at, DAY_OF_YEAR if _is_this_year(at) else SHORT_MONTH)


def _is_this_year(at: datetime) -> bool:
    return timezone.localtime(at).year == timezone.localtime().year


def _time(at: datetime, skeleton: str, *, with_time: bool = False) -> SafeString:
    zone = timezone.get_current_timezone()
    return _time_in(zone, get_language(), at, skeleton, with_time)


@lru_cache(4096)  # most of those that pages show were shown a moment ago
def _time_in(
    zone: tzinfo,
    _language: str | None,
    at: datetime,
    skeleton: str,
    has_time: bool,  # noqa: FBT001 - cached by position
) -> SafeString:
    local = timezone.localtime(at, zone)
    stamp = local.isoformat(timespec="seconds")
    words = formats.date_and_time(local, skeleton) if has_time else formats.day(local, skeleton)
    full = formats.date_and_time(local)
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, full, words)


@register.filter
def day(at: datetime) -> str:
    """The heading under which a list's row stands."""
    today = timezone.localdate()
    on = timezone.localtime(at).date()
    if on == today:
        return gettext("Today")
    if on == today - timedelta(days=1):
        return gettext("Yesterday")
    if on > today - timedelta(days=7):
        return gettext("Last 7 days")
    return formats.day(on, MONTH)


@register.filter
def weekday(at: datetime) -> str:
    """The rule above a day's posts."""
    local = timezone.localtime(at)
    return formats.day(local, WEEKDAY if _is_this_year(at) else WEEKDAY_OF_YEAR)


@register.filter
def full_date(at: datetime) -> str:
    """30 November 2026, in the reader's zone and language."""
    return formats.day(timezone.localtime(at))


@register.filter
def full_time(at: datetime) -> str:
    """30 November 2026, 14:05, in the reader's zone and language."""
    return formats.date_and_time(timezone.localtime(at))


@register.filter
def month(at: datetime) -> str:
    """November 2026, in the reader's zone and language."""
    return formats.day(timezone.localtime(at), MONTH)


@register.filter
def short(value: int) -> str:
    """1,361 in text; 12k where there is no room for more. As the language writes it."""
    return formats.compact(value)


@register.filter
def number(value: int) -> str:
    """1,361,402, as the language writes it."""
    return formats.number(value)


@register.filter
def listed(items: Iterable[object]) -> str:
    """a, b, c, as the language writes it; `all_of` of kernel/formats.py is for sentences."""
    return formats.listed(items)
