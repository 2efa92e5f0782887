from rest_framework.routers import DefaultRouter

from community.accounts.groups.api import GroupViewSet
from community.discussions.operations import doors as discussions
from community.kernel.operations.rest import routes
from forum.operations import declared as forum

router = DefaultRouter()
router.register("groups", GroupViewSet, basename="group")

urlpatterns = [*router.urls, *routes(discussions, *forum)]
