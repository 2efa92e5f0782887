"""The product's settings on servers of their own, which are up before the settings are read.

The first process of a run starts them and leaves their addresses to the others.
"""

import atexit
import os
import tempfile
from contextlib import ExitStack

from tests import servers

running = ExitStack()
atexit.register(running.close)
os.environ.setdefault("SECRET_KEY", "only for tests")
os.environ.setdefault("PSEUDO_LANGUAGES", "1")
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = running.enter_context(
        tempfile.TemporaryDirectory(prefix="community-tests-", ignore_cleanup_errors=True)
    )
if "DATABASE_URL" not in os.environ:
    folder = running.enter_context(servers.postgresql())
    os.environ["DATABASE_URL"] = f"postgresql://postgres@/postgres?host={folder}"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
if "REDIS_URL" not in os.environ or WORKER != "main":  # each worker flushes its own
    os.environ["REDIS_URL"] = running.enter_context(servers.valkey())

from community.settings import *  # noqa: E402, F403
from community.settings import DATABASES, LOCAL_APPS, STORAGES, THIRD_PARTY_APPS  # noqa: E402

TOY_APPS = ["tests.toykind", "tests.kitchen"]
LOCAL_APPS = [*LOCAL_APPS[:1], *TOY_APPS, *LOCAL_APPS[1:]]
INSTALLED_APPS = [*LOCAL_APPS, *THIRD_PARTY_APPS, "zeal"]
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a thread that ends leaves no connection behind
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
MAINTENANCE_DATABASE = DATABASES["default"]["NAME"]
STATIC_ROOT = DATA_DIR / "static"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STAFF_NEED_SECOND_FACTOR = False  # what asks for one is tried where it is meant
