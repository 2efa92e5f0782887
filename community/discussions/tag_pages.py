"""Where the page of a tag is: the app that has one says so, in its `threads.py`."""

from collections.abc import Callable

_url: list[Callable[[str], str]] = []


def register(url: Callable[[str], str]) -> None:
    _url[:] = [url]


def tag_url(name: str) -> str:
    return _url[0](name)
