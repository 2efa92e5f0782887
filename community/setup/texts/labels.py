"""Labels that Django makes from names in the code, where none was written: they are in English.

What is written is found by reading (`python.py`); what is not, by looking at the loaded models,
forms and the admin. Of models only what the admin shows needs a name; a form's field that is shown
without its label has `label=""`.
"""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import NotRelationField, flatten_fieldsets, get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.forms import BaseForm
from django.utils.functional import Promise

from community.setup.texts.words import Found


def unlabelled(root: Path) -> Iterator[tuple[str, Found]]:
    """Where each label is missing: the field, or the class."""
    import_module(settings.ROOT_URLCONF)  # and with it all forms
    seen = set()
    for owner, name, text in [*_of_admin(root), *_of_forms(root)]:
        place, line = _place(owner, name, root)
        if (place, text) not in seen and not place.startswith((".", "/", "tests/")):
            seen.add((place, text))
            yield place, Found(line, text)


# The class that a label is missing from, the name in it, and what is missing.
Missing = tuple[type, str, str]


def _of_admin(root: Path) -> Iterator[Missing]:
    models = [model for model in admin.site._registry if _is_ours(model, root)]
    for app in {model._meta.app_config for model in models}:
        if not isinstance(app.verbose_name, Promise):
            yield type(app), "", f"{app.label} has no verbose_name"
    for model, page in admin.site._registry.items():
        if model in models:
            yield from _of_model(model)
        for name in sorted({name for name in _shown(page) if isinstance(name, str)}):
            yield from _of_field(model, name)
        if _is_ours(type(page), root):
            yield from _of_columns(page)


def _of_model(model: type[Model]) -> Iterator[Missing]:
    for name in ("verbose_name", "verbose_name_plural"):
        if not isinstance(_written(model, name), Promise):
            yield model, "", f"{model.__name__} has no {name}"


def _of_field(model: type[Model], path: str) -> Iterator[Missing]:
    """The field of this name, or one that a relation leads to: thread__tags."""
    try:
        field = get_fields_from_path(model, path)[-1]
    except (FieldDoesNotExist, NotRelationField):
        return  # a column of the page's own
    written = vars(field).get("_verbose_name", field)  # relations from elsewhere have none
    is_labelled = written is field or isinstance(written, Promise)
    if not is_labelled and not getattr(field, "primary_key", False):
        text = f"{field.name} of {field.model.__name__} has no verbose_name"
        yield field.model, field.name, text


def _shown(page: "admin.ModelAdmin[Any]") -> set[object]:
    """The names of what the pages of a model show: its list, and rows if the list leads to them."""
    filters = [one[0] if isinstance(one, tuple | list) else one for one in page.list_filter]
    shown: set[object] = {*page.list_display, *filters}
    if page.list_display_links is not None:
        shown |= {*_fields(page), *page.readonly_fields} - {*(page.exclude or ())}
    return shown - {*getattr(page, "labels", ())}  # ActionAdmin's have names


def _fields(page: "admin.ModelAdmin[Any]") -> list[str]:
    if page.fieldsets or page.fields:
        return flatten_fieldsets(page.fieldsets or [("", {"fields": page.fields or ()})])
    return [field.name for field in page.opts.get_fields() if getattr(field, "editable", False)]


def _written(model: type[Model], name: str) -> object:
    """What Meta says, also that of a parent in Python."""
    for parent in model.__mro__:
        found = getattr(parent, "_meta", None)
        if found is not None and name in found.original_attrs:
            return found.original_attrs[name]
    return None


def _of_columns(page: "admin.ModelAdmin[Any]") -> Iterator[Missing]:
    for name in sorted(_shown(page) - {"__str__"}, key=str):
        made = name if callable(name) else getattr(type(page), str(name), None)
        is_column = callable(made) and not isinstance(made, type)
        if is_column and not isinstance(getattr(made, "short_description", None), Promise):
            text = f"{name} of {type(page).__name__} has no description"
            yield type(page), getattr(made, "__name__", str(name)), text


def _of_forms(root: Path) -> Iterator[Missing]:
    for form in sorted(_below(BaseForm), key=lambda form: (form.__module__, form.__qualname__)):
        if not _is_ours(form, root):
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            is_said = isinstance(field.label, Promise) or field.label == ""
            if not field.widget.is_hidden and not is_said:
                yield form, name, f"{name} of {form.__name__} has no label"


def _below(kind: type) -> set[type]:
    children: list[type] = kind.__subclasses__()
    return {kind, *(one for child in children for one in _below(child))}


def _is_ours(kind: type, root: Path) -> bool:
    return not _path(kind, root).startswith((".", "/", "tests/"))


def _path(kind: type, root: Path) -> str:
    path = Path(inspect.getfile(kind))
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _place(kind: type, name: str, root: Path) -> tuple[str, int]:
    """Where the name is written, in the class or one above it; else where the class is."""
    declared = re.compile(rf"\s+(?:{re.escape(name)}\s*[:=]|(?:async )?def {re.escape(name)}\()")
    for owner in kind.__mro__ if name else ():
        if owner.__module__ == "builtins" or not _is_ours(owner, root):
            continue
        for number, line in enumerate(_lines(owner)):
            if declared.match(line):
                return _path(owner, root), _line(owner) + number
    return _path(kind, root), _line(kind)


def _lines(kind: type) -> list[str]:
    try:
        return inspect.getsourcelines(kind)[0]
    except (OSError, TypeError):  # made at run time
        return []


def _line(kind: type) -> int:
    try:
        return inspect.getsourcelines(kind)[1]
    except (OSError, TypeError):
        return 1
