"""Modules that packages import and that most processes never use are loaded at their first use."""

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import LazyLoader
from types import ModuleType

# Our own modules import inside functions what only these use. This one is imported by
# django-oauth-toolkit's models, for ID tokens, and with it comes all of cryptography.
POSTPONED = frozenset({"jwcrypto.jwk"})


class _Finder(MetaPathFinder):
    """Finds them as the other finders do, and lets their code run when an attribute is read."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in POSTPONED:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        found = next(filter(None, (f.find_spec(fullname, path, target) for f in others)), None)
        if found and isinstance(found.loader, Loader):
            found.loader = LazyLoader(found.loader)
        return found


def postpone() -> None:
    """To be called before the modules are imported. Calling it again does nothing."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def load() -> None:
    """Load them now. For processes of several threads, of which only one may read one first."""
    for name in POSTPONED:
        getattr(import_module(name), "__doc__", None)
