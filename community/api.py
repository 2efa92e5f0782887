from rest_framework.routers import DefaultRouter

from community.discussions.api import PostViewSet, ThreadViewSet
from community.discussions.marks.api import WatchViewSet
from forum.api import AnswerViewSet, CategoryViewSet, TopicViewSet

router = DefaultRouter()
router.register("threads", ThreadViewSet, basename="thread")
router.register("watches", WatchViewSet, basename="watch")
router.register("posts", PostViewSet, basename="post")
router.register("categories", CategoryViewSet, basename="category")
router.register("topics", TopicViewSet, basename="topic")
router.register("answers", AnswerViewSet, basename="answer")
