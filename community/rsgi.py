"""The web process: pages, REST, GraphQL and the admin, served by granian with `--interface rsgi`.

WEB_THREADS says how many requests it answers at once; each thread holds a database connection.
"""

import os
import resource

from community.kernel.gateway import Gateway, Limits
from community.wsgi import application as django

# A connection is an open file, and the usual limit of 1,024 is soon reached by idle ones.
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

application = Gateway(django, Limits(threads=int(os.environ.get("WEB_THREADS", "4"))))
