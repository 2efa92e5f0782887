from django.urls import re_path
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.routers import DefaultRouter
from rest_framework.views import APIView

from community.accounts.groups.api import GroupViewSet
from community.discussions.operations import doors as discussions
from community.kernel.operations.rest import routes
from forum.operations import declared as forum

router = DefaultRouter()
router.register("groups", GroupViewSet, basename="group")

urlpatterns = [*router.urls, *routes(discussions, *forum)]


class NothingHere(APIView):
    """Where no address is: an answer that a program can read, too."""

    schema = None
    checks_scope = True

    def initial(self, request: Request, *_: object, **__: object) -> None:
        raise NotFound


nothing_else = [re_path("", NothingHere.as_view())]
