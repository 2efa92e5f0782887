"""Every route of REST, from what the apps declare."""

from community.accounts.access.operations import doors as tokens
from community.accounts.oauth.operations import doors as apps
from community.accounts.operations import doors as accounts
from community.discussions.operations import doors as discussions
from community.kernel.operations.rest import routes
from forum.operations import declared as forum

DECLARED = (discussions, *forum, *accounts, tokens, apps)

urlpatterns = routes(*DECLARED)
