"""Every route of REST, from what the apps declare."""

from community.accounts import operations as accounts
from community.accounts.access import operations as tokens
from community.accounts.oauth import operations as apps
from community.discussions import operations as discussions
from community.kernel.operations.rest import routes
from forum import operations as forum

DECLARED = (
    *forum.declared,
    *discussions.declared,
    *accounts.declared,
    *tokens.declared,
    *apps.declared,
)

urlpatterns = routes(*DECLARED)
