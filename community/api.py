from rest_framework.routers import DefaultRouter

from community.accounts.groups.api import GroupViewSet
from community.discussions.api import PostViewSet, ThreadViewSet
from community.discussions.marks.api import WatchViewSet
from forum.announcements.api import AnnouncementViewSet
from forum.api import AnswerViewSet, TopicViewSet
from forum.categories.api import CategoryViewSet
from forum.imports.api import ImportViewSet
from forum.tags.api import TagGroupViewSet, TagViewSet

router = DefaultRouter()
router.register("threads", ThreadViewSet, basename="thread")
router.register("watches", WatchViewSet, basename="watch")
router.register("posts", PostViewSet, basename="post")
router.register("categories", CategoryViewSet, basename="category")
router.register("topics", TopicViewSet, basename="topic")
router.register("tags", TagViewSet, basename="tag")
router.register("tag-groups", TagGroupViewSet, basename="tag_group")
router.register("announcements", AnnouncementViewSet, basename="announcement")
router.register("answers", AnswerViewSet, basename="answer")
router.register("imports", ImportViewSet, basename="import")
router.register("groups", GroupViewSet, basename="group")
