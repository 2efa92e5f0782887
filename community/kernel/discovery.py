"""Finds what apps declare in modules of agreed names, as Django finds `admin.py`."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.utils.module_loading import module_has_submodule


def modules(name: str) -> Iterator[ModuleType]:
    """The module of this name of each app that has one, in the order of LOCAL_APPS."""
    for app in settings.LOCAL_APPS:
        if module_has_submodule(import_module(app), name):
            yield import_module(f"{app}.{name}")


def attributes(module: str, name: str) -> list[Any]:
    """The attribute of this name of each of those modules that has it, in the same order."""
    return [vars(found)[name] for found in modules(module) if name in vars(found)]
