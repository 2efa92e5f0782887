"""How static files are stored: under names with a hash, and compressed once."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = "css/site.css"  # imports all the others, and is collected with them in it
IMPORTED_STYLE = re.compile(r'@import "([^"]+)";')
IN_STYLE = re.compile(r"""url\((["']?)(?![/#]|data:)""")
IMPORTED_MODULE = re.compile(r"""^(?:import|export)\s[^'"();]*['"](\.[^'"]+)['"]""", re.MULTILINE)


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hash file names inside ES module imports too, so no bundler is needed.

    Only inside our own modules: other packages bring files whose imports lead nowhere. What
    names a source map is left as it stands, since those are not collected.
    """

    patterns = (("*.css", HashedFilesMixin.patterns[0][1][:2]),)

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        HashedFilesMixin._js_module_import_aggregation_patterns[1],  # type: ignore[attr-defined]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's own
        """A file's address: every page asks for two dozen, and they stay until the next start."""
        if settings.DEBUG or force:
            return str(super().url(name, force))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]

    def post_process(self, paths: Mapping[str, Any], **options: Any) -> Iterator[Any]:
        self._addresses.clear()
        if STYLES in paths and not options.get("dry_run"):
            self._join_styles(paths)
            paths = {**paths, STYLES: (self, STYLES)}
        yield from super().post_process(paths, **options)
        self._addresses.clear()

    def _join_styles(self, paths: Mapping[str, Any]) -> None:
        """One request for all the CSS, instead of one for each file."""

        def read(name: str) -> str:
            where, path = paths[name]
            with where.open(path) as file:
                return str(file.read().decode())

        def whole(found: re.Match[str]) -> str:
            from_here = posixpath.join(posixpath.dirname(found[1]), "")
            css = read(posixpath.join(posixpath.dirname(STYLES), found[1]))
            return IN_STYLE.sub(rf"url(\g<1>{from_here}", css)

        Path(self.path(STYLES)).write_text(IMPORTED_STYLE.sub(whole, read(STYLES)))

    def compress_files(self, paths: Iterable[str]) -> Iterator[Any]:
        """Compress a file under the name that pages ask for, and not under its first one, too."""
        yield from super().compress_files(set(self.hashed_files.values()).intersection(paths))


def modules(name: str) -> list[str]:
    """A module and all that it imports at once, each once, nearest first."""
    found = [name]
    for importing in found:
        path = finders.find(importing)
        source = Path(path).read_text() if isinstance(path, str) else ""
        for imported in IMPORTED_MODULE.findall(source):
            where = posixpath.normpath(posixpath.join(posixpath.dirname(importing), imported))
            if where not in found:
                found.append(where)
    return found
