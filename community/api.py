from django.urls import path

from community.accounts.access.api import MyToken, MyTokens
from community.accounts.operations import doors as accounts
from community.discussions.operations import doors as discussions
from community.kernel.operations.rest import routes
from forum.operations import declared as forum

urlpatterns = [
    *routes(discussions, *accounts, *forum),
    path("me/tokens/", MyTokens.as_view()),
    path("me/tokens/<int:pk>/", MyToken.as_view()),
]
