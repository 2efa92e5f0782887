from community.discussions.uploads.api import UploadOut
from community.kernel.shapes import SerializerNode


class UploadNode(SerializerNode):
    """A file of a member. Upload one with POST /api/v1/uploads/; its Markdown shows it in a post.
    It can be seen by who may read a post that shows it, and by nobody else but its owner."""

    class Meta:
        serializer = UploadOut
        name = "Upload"
