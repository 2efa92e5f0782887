"""The web process: pages, REST, GraphQL and the admin, served by `granian --interface rsgi`."""

import resource

from django.conf import settings

from community.kernel.gateway import Gateway, Limits
from community.wsgi import application as django

# A connection is an open file, and the usual limit of 1,024 is soon reached by idle ones.
OPEN_FILES = 10_240  # the most that every system lets a process ask for
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
room = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, room), hard))

application = Gateway(django, Limits(threads=settings.WEB_THREADS))
