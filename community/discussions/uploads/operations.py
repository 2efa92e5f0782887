"""What programs can do with files."""

from typing import Any

from django.utils.translation import gettext
from rest_framework.parsers import MultiPartParser

from community.accounts.models import User
from community.discussions.models import Upload
from community.discussions.uploads import actions, queries
from community.discussions.uploads.api import UploadEditIn, UploadIn, UploadOut
from community.discussions.uploads.schema import UploadNode
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, MODERATORS, OWNER

UPLOAD = Resource(
    name="upload", model=Upload, find=Upload.objects.owned_by, out=UploadOut, node=UploadNode,
    by="key", lookup=queries.upload_of, description="The file's key.",
)  # fmt: skip


def add_upload(*, file: Any, by: User, alt: str = "") -> Upload:
    """Upload a file. It can be seen by nobody else until a post shows it, and is deleted after 48
    hours without one. Pictures (JPEG, PNG, WebP, GIF, AVIF) are encoded again as WebP, without
    metadata; PDF, text, ZIP, office files, audio and video are kept as they are."""
    return actions.add_upload(file=file, name=file.name, alt=alt, by=by)


api = Api("uploads", scope="uploads", resources=[UPLOAD], allowed=OWNER | MODERATORS, queries=[])

api.mutation(
    "POST uploads/",
    add_upload,
    input=UploadIn,
    output=UPLOAD,
    allowed=MEMBERS,
    rest_only=True,
    parsers=[MultiPartParser],
)
api.list(
    "me/uploads/", UPLOAD, order="-pk", for_members=True,
    description="The caller's files, the newest first.",
)  # fmt: skip
api.retrieve(
    "uploads/{upload}/",
    description="A file that the caller may see, by its key. Its content is at its `url`.",
)
api.mutation(
    "PATCH uploads/{upload}/",
    actions.edit_upload,
    input=UploadEditIn,
    output=UPLOAD,
    example={"alt": "A blinking sensor"},
)
api.mutation(
    "DELETE uploads/{upload}/", actions.delete_upload, allowed=OWNER,
    description="Delete a file that no post has. Moderators also delete what posts have.",
)  # fmt: skip
api.button(
    "uploads/{upload}/deletion/", actions.delete_upload, name="upload_deletion",
    then="discussions:files", may_be_gone=True,
    message=lambda _request, _upload: gettext("File deleted."),
)  # fmt: skip

declared = (api,)
