from rest_framework.routers import DefaultRouter

from community.discussions.api import PostViewSet, ThreadViewSet
from forum.api import AnswerViewSet, CategoryViewSet, TopicViewSet
from forum.tags.api import TagGroupViewSet, TagViewSet

router = DefaultRouter()
router.register("threads", ThreadViewSet, basename="thread")
router.register("posts", PostViewSet, basename="post")
router.register("categories", CategoryViewSet, basename="category")
router.register("topics", TopicViewSet, basename="topic")
router.register("tags", TagViewSet, basename="tag")
router.register("tag-groups", TagGroupViewSet, basename="tag_group")
router.register("answers", AnswerViewSet, basename="answer")
