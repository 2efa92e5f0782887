"""Every route of REST, from what the apps declare."""

from community.accounts import operations as accounts
from community.announcements import operations as announcements
from community.discussions import operations as discussions
from community.kernel.operations.index import index_of
from community.kernel.operations.rest import routes
from forum import operations as forum

_domains = (
    *forum.declared,
    *announcements.declared,
    *discussions.declared,
    *accounts.declared,
)

DECLARED = (*_domains, index_of(_domains))

urlpatterns = routes(*DECLARED)
