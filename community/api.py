from rest_framework.routers import DefaultRouter

from community.discussions.api import PostViewSet, ThreadViewSet
from forum.announcements.api import AnnouncementViewSet
from forum.api import AnswerViewSet, CategoryViewSet, TopicViewSet

router = DefaultRouter()
router.register("threads", ThreadViewSet, basename="thread")
router.register("posts", PostViewSet, basename="post")
router.register("categories", CategoryViewSet, basename="category")
router.register("topics", TopicViewSet, basename="topic")
router.register("announcements", AnnouncementViewSet, basename="announcement")
router.register("answers", AnswerViewSet, basename="answer")
