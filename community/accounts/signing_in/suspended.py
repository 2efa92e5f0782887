"""Where a member is sent who may not sign in because they are suspended."""

from collections.abc import Callable

from community.accounts.models import User

Page = Callable[[User], str | None]  # its URL; None if it knows nothing of the member

_pages: list[Page] = []


def register(page: Page) -> None:
    """Whoever suspends members tells them why: called in `members.py`, which is discovered."""
    if page not in _pages:
        _pages.append(page)


def page_of(member: User) -> str | None:
    """None if nobody registered one that knows of the suspension."""
    found = (page(member) for page in _pages)
    return next((url for url in found if url), None)
