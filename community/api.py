from django.urls import re_path
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.routers import DefaultRouter
from rest_framework.views import APIView

from community.accounts.operations import doors as accounts
from community.discussions.operations import doors as discussions
from community.kernel.operations.rest import routes
from forum.announcements.api import AnnouncementViewSet
from forum.api import AnswerViewSet, TopicViewSet
from forum.categories.api import CategoryViewSet
from forum.tags.api import TagGroupViewSet, TagViewSet

router = DefaultRouter()
router.register("categories", CategoryViewSet, basename="category")
router.register("topics", TopicViewSet, basename="topic")
router.register("tags", TagViewSet, basename="tag")
router.register("tag-groups", TagGroupViewSet, basename="tag_group")
router.register("announcements", AnnouncementViewSet, basename="announcement")
router.register("answers", AnswerViewSet, basename="answer")

urlpatterns = [*router.urls, *routes(discussions, *accounts)]


class NothingHere(APIView):
    """Where no address is: an answer that a program can read, too."""

    schema = None

    def initial(self, request: Request, *_: object, **__: object) -> None:
        raise NotFound


nothing_else = [re_path("", NothingHere.as_view())]
