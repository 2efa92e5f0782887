"""All models of discussions. Import them from here."""

from community.discussions.models.containers import DEEPEST, VIEWS, Container, Permission
from community.discussions.models.embeds import Embed
from community.discussions.models.external_ids import ExternalId
from community.discussions.models.owners import ThreadOwner
from community.discussions.models.posts import DEPTH, Like, Post, Revision
from community.discussions.models.reading import Mention, Quote, Reading, ReadingDay, Watch
from community.discussions.models.tags import MOST_TAGS, Tag, TagGroup, ThreadTag
from community.discussions.models.threads import PERIODS, Thread
from community.discussions.models.uploads import PostUpload, Upload, UploadUsage

__all__ = [
    "DEEPEST",
    "DEPTH",
    "MOST_TAGS",
    "PERIODS",
    "VIEWS",
    "Container",
    "Embed",
    "ExternalId",
    "Like",
    "Mention",
    "Permission",
    "Post",
    "PostUpload",
    "Quote",
    "Reading",
    "ReadingDay",
    "Revision",
    "Tag",
    "TagGroup",
    "Thread",
    "ThreadOwner",
    "ThreadTag",
    "Upload",
    "UploadUsage",
    "Watch",
]
