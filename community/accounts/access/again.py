"""Who makes a key proves first who they are, also where no page can ask for the password."""

from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required

from community.kernel.errors import Denied


class ConfirmFirst(Denied):
    code = "confirm_first"
    message = "Confirm that it is you first, at /accounts/reauthenticate/."


def need_recent_proof(request: Any) -> None:
    """Raises ConfirmFirst, if the session's last proof is older than some minutes."""
    if is_reauthentication_required(request, app="accounts"):
        raise ConfirmFirst
