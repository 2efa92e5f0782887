from community.live.channels import register
from community.notifications.channels import PREFIX


def _is_own(viewer: object, pk: int) -> bool:
    return getattr(viewer, "pk", None) == pk


register(PREFIX, _is_own)
