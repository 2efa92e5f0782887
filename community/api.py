"""Every route of REST, from the `operations.py` of the apps."""

from community.kernel.discovery import attributes
from community.kernel.operations.index import index_of
from community.kernel.operations.rest import routes

_domains = [api for declared in attributes("operations", "declared") for api in declared]

DECLARED = (*_domains, index_of(_domains))

urlpatterns = routes(*DECLARED)
