"""Labels that Django makes from names in the code, where none was written: they are in English.

What is written is found by reading (`python.py`); what is not, by looking at the loaded models,
forms and the admin. Models that are not in the admin need no names, nor do primary keys.
"""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Field, Model
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
        yield from ((model, text) for text in _of_model(model))
    for app in {model._meta.app_config for model in models}:
        if not isinstance(app.verbose_name, Promise):
            yield type(app), f"{app.label} has no verbose_name"
    for model, page in admin.site._registry.items():
        if _is_ours(type(page), root):
            yield from ((type(page), text) for text in _of_columns(model, page))


def _of_model(model: type[Model]) -> Iterator[str]:
    for name in ("verbose_name", "verbose_name_plural"):
        if not isinstance(_written(model, name), Promise):
            yield f"{model.__name__} has no {name}"
    for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
        if not field.primary_key and not isinstance(field._verbose_name, Promise):
            yield f"{field.name} of {model.__name__} has no verbose_name"


def _written(model: type[Model], name: str) -> object:
    """What Meta says, also that of a parent in Python."""
    for parent in model.__mro__:
        found = getattr(parent, "_meta", None)
        if found is not None and name in found.original_attrs:
            return found.original_attrs[name]
    return None


def _of_columns(model: type[Model], page: "admin.ModelAdmin[Any]") -> Iterator[str]:
    for name in [*page.list_display, *page.readonly_fields]:
        made = name if callable(name) else getattr(type(page), str(name), None)
        if name == "__str__" or made is None or isinstance(made, Field):
            continue
        if not isinstance(getattr(made, "short_description", None), Promise):
            yield f"{name} of {type(page).__name__} has no description"


def _of_forms(root: Path) -> Iterator[tuple[type, str]]:
    for form in sorted(_below(BaseForm), key=lambda form: (form.__module__, form.__qualname__)):
        if not _is_ours(form, root):
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            if not field.widget.is_hidden and not isinstance(field.label, Promise):
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
