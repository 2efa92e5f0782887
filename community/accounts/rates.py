"""How often one may do what: one table, by trust level. Moderators are not counted.

The numbers follow the defaults of large forums, where a newcomer writes little on the first day
and a like costs nothing but attention.
"""

from community.accounts.models import User
from community.kernel import rates
from community.kernel.errors import TooMany

MINUTE, HOUR, DAY = 60, 3600, 86400

# what: per window in seconds, how many at trust level 0, 1, 2, 3, 4
LIMITS: dict[str, dict[int, tuple[int, int, int, int, int]]] = {
    "topic": {MINUTE: (2, 4, 4, 6, 6), DAY: (5, 20, 20, 30, 40)},
    "reply": {MINUTE: (4, 12, 12, 20, 20), DAY: (40, 200, 300, 400, 500)},
    "upload": {MINUTE: (6, 12, 20, 30, 30), DAY: (20, 100, 200, 300, 400)},
    "edit": {MINUTE: (6, 12, 12, 20, 20), DAY: (30, 60, 90, 120, 240)},
    "change": {MINUTE: (10, 20, 20, 30, 30), DAY: (50, 100, 200, 300, 500)},  # delete, accept…
    "like": {MINUTE: (20, 30, 30, 40, 40), DAY: (50, 50, 75, 100, 150)},
    "vote": {MINUTE: (20, 30, 30, 40, 40), DAY: (50, 50, 75, 100, 150)},
    "read": {MINUTE: (60, 60, 60, 60, 60)},  # marks of how far, and of how closely to watch
    "preview": {MINUTE: (60, 60, 60, 60, 60)},
    "profile": {MINUTE: (10, 10, 10, 10, 10), DAY: (60, 60, 60, 60, 60)},
    "picture": {MINUTE: (4, 4, 4, 4, 4), DAY: (20, 20, 20, 20, 20)},
    "app": {MINUTE: (10, 10, 10, 10, 10), DAY: (100, 100, 100, 100, 100)},
    "token": {HOUR: (10, 10, 10, 10, 10), DAY: (20, 20, 20, 20, 20)},
    "flag": {MINUTE: (5, 10, 10, 10, 10), DAY: (5, 20, 30, 40, 60)},
    "search": {MINUTE: (30, 60, 60, 60, 60)},
    "quick_search": {MINUTE: (90, 120, 120, 120, 120)},  # it is asked while somebody types
    "invite": {DAY: (0, 0, 10, 20, 30)},
}

# Counted in PostgreSQL. Wrong passwords and codes, from one address and of one account; right ones
# are not counted, so eight members behind one address sign in within a minute.
SIGN_IN = {MINUTE: 6, HOUR: 30}
SECOND_FACTOR = {MINUTE: 6, HOUR: 30}
ONE_NAME = {HOUR: 60}  # wrong passwords for one name, from all devices that it did not sign in on
KNOWN_DEVICE = {MINUTE: 6, HOUR: 15, DAY: 40}  # wrong ones from a device that it did sign in on
# What anybody asks for, by address and by the member who is signed in.
POSTS = {MINUTE: 120, HOUR: 2000}  # of forms with a secret, right or wrong: each costs a hash
SIGN_UP = {HOUR: 10}
RESET = {HOUR: 10}
ADDRESSES = {HOUR: 60}  # changes of email addresses, from one IP address; RESET is for one member
APP_TOKENS = {MINUTE: 120, HOUR: 3000}  # one server may fetch them for all of its members
MAILS = {HOUR: 3, DAY: 6}  # emails of one kind to one address, whoever asks for them


def consume(what: str, *, by: User) -> None:
    """Count one more of `what` by this member. Raises TooMany.

    Asked by the action before its transaction, so that every interface has the same limit.
    """
    if by.is_moderator or by.is_machine:
        return
    limits = {seconds: each[by.trust_level] for seconds, each in LIMITS.get(what, {}).items()}
    if limits and (wait := rates.spend(f"{what}:{by.pk}", limits)):
        raise TooMany(retry_after=wait)
