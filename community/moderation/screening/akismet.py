"""Asking Akismet whether a text is spam, by its public API (https://akismet.com/developers/).

The package of that name on PyPI brings another HTTP client with it, for four lines of ours. The
address is the operator's own, so it is asked directly, and not by kernel/outgoing.py.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from community.accounts.models import User
from community.kernel.errors import Unavailable

SECONDS = 5.0
USER_AGENT = "Commons/1.0 | Community/1.0"


def comment(*, author: User, title: str, source: str, url: str) -> dict[str, str]:
    """What Akismet is told of a text. The address is that of its author's newest session."""
    from allauth.usersessions.models import UserSession  # noqa: PLC0415 - only the worker needs it

    session = UserSession.objects.filter(user=author).order_by("-last_seen_at", "-pk").first()
    site = settings.SITE_URL.rstrip("/")
    return {
        "blog": site,
        "user_ip": session.ip if session else "127.0.0.1",
        "user_agent": session.user_agent if session else "",
        "permalink": f"{site}{url}",
        "comment_type": "reply" if url else "forum-post",
        "comment_author": author.username,
        "comment_author_email": author.email,
        "comment_content": f"{title}\n\n{source}" if title else source,
    }


def is_spam(about: Mapping[str, str]) -> bool:
    """Raises Unavailable, also where Akismet does not accept the key."""
    said = _ask("comment-check", about)
    if said not in {"true", "false"}:
        raise Unavailable(f"akismet: {said[:200]}")
    return said == "true"


def submit(about: Mapping[str, str], *, as_spam: bool) -> None:
    """Tell Akismet that it was wrong. Raises Unavailable."""
    _ask("submit-spam" if as_spam else "submit-ham", about)


def _ask(method: str, about: Mapping[str, str]) -> str:
    import requests  # noqa: PLC0415 - web processes never ask

    sent: dict[str, Any] = {"api_key": settings.AKISMET_KEY, **about}
    try:
        answer = requests.post(
            f"{settings.AKISMET_URL.rstrip('/')}/1.1/{method}",
            data=sent,
            headers={"User-Agent": USER_AGENT},
            timeout=SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise Unavailable(f"akismet: {error}") from error
    if answer.status_code != 200:
        raise Unavailable(f"akismet: status {answer.status_code}")
    return answer.text.strip()
