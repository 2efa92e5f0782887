"""What a member uploaded, where it is shown, and how much room is left."""

from dataclasses import dataclass

from django.db.models import Prefetch

from community.accounts.models import User
from community.discussions.models import Post, Upload, UploadUsage
from community.discussions.uploads import policy
from community.kernel.paging import Page, page_by_key

ROWS = 30
MOST_POSTS = 5  # of one file


@dataclass(frozen=True)
class Usage:
    """How many bytes of a member are kept, and of how many; None: there is no limit."""

    bytes: int
    quota: int | None

    @property
    def percent(self) -> int:
        return min(100 * self.bytes // self.quota, 100) if self.quota else 0


def usage_of(member: User) -> Usage:
    row = UploadUsage.objects.filter(pk=member.pk).first()
    return Usage(row.bytes if row else 0, policy.quota_of(member))


def files_page(member: User, cursor: str | None) -> Page[Upload]:
    """The newest first, each with the posts that show it and that the member may read."""
    posts = Post.objects.visible_to(member).select_related("thread").order_by("pk")
    rows = Upload.objects.owned_by(member).prefetch_related(
        Prefetch("posts", queryset=posts[:MOST_POSTS], to_attr="shown_in")
    )
    return page_by_key(rows, keys=["id"], cursor=cursor, size=ROWS)


def upload_of(viewer: User, key: str) -> Upload:
    """One that the viewer may see, or an own one. Raises DoesNotExist."""
    seen = Upload.objects.visible_to(viewer) | Upload.objects.owned_by(viewer)
    return seen.get(key=key.replace("\0", ""))
