"""Members as others see them."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from community.accounts.models import Profile, Standing, User
from community.accounts.models.former_names import formerly_named
from community.kernel.paging import Page, page_by_key
from community.kernel.text import fold

PAGE = 30
KEYS = {"reputation": ["reputation", "pk"], "newest": ["pk"]}


def directory(viewer: User | AnonymousUser, prefix: str = "") -> QuerySet[User]:
    """Members whose name begins so, however it is written; without those who are kept out."""
    people = User.objects.visible_to(viewer).filter(is_active=True, is_machine=False)
    start = fold(prefix.replace("\0", ""))[:60]
    return people.filter(folded_username__startswith=start) if start else people


def directory_page(
    viewer: User | AnonymousUser, *, prefix: str = "", order: str = "", cursor: str | None = None
) -> Page[User]:
    keys = KEYS.get(order, KEYS["reputation"])
    return page_by_key(directory(viewer, prefix), keys=keys, cursor=cursor, size=PAGE)


def member_named(viewer: User | AnonymousUser, username: str) -> User:
    """Who has this name, or gave it up within the year. Raises User.DoesNotExist.

    The profile comes along; whoever has none has an empty one.
    """
    people = User.objects.visible_to(viewer).select_related("profile")
    username = username.replace("\0", "")
    try:
        return people.get(folded_username=fold(username))
    except User.DoesNotExist:
        return formerly_named(viewer, username)


def profile_of(member: User) -> Profile:
    """What the member told, or an empty profile that is not written."""
    try:
        return member.profile
    except Profile.DoesNotExist:
        return Profile(member=member)


def is_on_leaderboards(member: User) -> bool:
    """Whether the member lets leaderboards show them; so it is until they choose otherwise."""
    return not Standing.objects.filter(member=member.pk, is_on_leaderboards=False).exists()
