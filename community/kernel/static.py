"""How static files are stored: under names with a hash, and compressed once."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


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

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._addresses.clear()
        yield from super().post_process(*args, **kwargs)
        self._addresses.clear()

    def compress_files(self, paths: Iterable[str]) -> Iterator[Any]:
        """Compress a file under the name that pages ask for, and not under its first one, too."""
        yield from super().compress_files(set(self.hashed_files.values()).intersection(paths))
