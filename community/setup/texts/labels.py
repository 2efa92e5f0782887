"""Labels that Django makes from names in the code, where none was written: they are in English.

What is written is found by reading (`python.py`); what is not, by looking at the loaded models,
forms and the admin. Of models only what the admin shows needs a name; a form's field that is shown
without its label has `label=""`.
"""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Model
from django.forms import BaseForm
from django.utils.functional import Promise

from community.setup.texts.words import Found


def unlabelled(root: Path) -> Iterator[tuple[str, Found]]:
    """The class of each label that is missing, and what it is missing from."""
    import_module(settings.ROOT_URLCONF)  # and with it all forms
    for owner, text in [*_of_admin(root), *_of_forms(root)]:
        yield _path(owner, root), Found(_line(owner), text)


def _of_admin(root: Path) -> Iterator[tuple[type, str]]:
    models = [model for model in admin.site._registry if _is_ours(model, root)]
    for model in models:
        yield from ((model, text) for text in _of_model(model, admin.site._registry[model]))
    for app in {model._meta.app_config for model in models}:
        if not isinstance(app.verbose_name, Promise):
            yield type(app), f"{app.label} has no verbose_name"
    for model, page in admin.site._registry.items():
        if _is_ours(type(page), root):
            yield from ((type(page), text) for text in _of_columns(model, page))


def _of_model(model: type[Model], page: "admin.ModelAdmin[Any]") -> Iterator[str]:
    for name in ("verbose_name", "verbose_name_plural"):
        if not isinstance(_written(model, name), Promise):
            yield f"{model.__name__} has no {name}"
    shown = _shown(page)
    for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
        is_shown = field.name in shown and not field.primary_key
        if is_shown and not isinstance(vars(field)["_verbose_name"], Promise):
            yield f"{field.name} of {model.__name__} has no verbose_name"


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


def _of_columns(model: type[Model], page: "admin.ModelAdmin[Any]") -> Iterator[str]:
    for name in sorted(_shown(page) - {"__str__"}, key=str):
        made = name if callable(name) else getattr(type(page), str(name), None)
        is_column = callable(made) and not isinstance(made, type)
        if is_column and not isinstance(getattr(made, "short_description", None), Promise):
            yield f"{name} of {type(page).__name__} has no description"


def _of_forms(root: Path) -> Iterator[tuple[type, str]]:
    for form in sorted(_below(BaseForm), key=lambda form: (form.__module__, form.__qualname__)):
        if not _is_ours(form, root):
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            is_said = isinstance(field.label, Promise) or field.label == ""
            if not field.widget.is_hidden and not is_said:
                yield form, f"{name} of {form.__name__} has no label"


def _below(kind: type) -> set[type]:
    children: list[type] = kind.__subclasses__()
    return {kind, *(one for child in children for one in _below(child))}


def _is_ours(kind: type, root: Path) -> bool:
    name = _path(kind, root)
    return not name.startswith((".", "/", "tests/"))


def _path(kind: type, root: Path) -> str:
    path = Path(inspect.getfile(kind))
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _line(kind: type) -> int:
    try:
        return inspect.getsourcelines(kind)[1]
    except OSError:  # made at run time
        return 1
