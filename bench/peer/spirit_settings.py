"""Settings of django-spirit for the benchmark: its own template for production, and the fastest
of the choices that its documentation leaves open.

Caches are in the memory of each process (the template's are tables), sessions in the database
(the template's choice), connections persistent, rate limits off, and no task manager, so nothing
is indexed or sent. A page has as many rows as one of ours: see spirit_fill.
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from spirit.extra.project_template.project_name.settings.base import *  # noqa: F403
from spirit.extra.project_template.project_name.settings.base import STORAGES

DATA_DIR = Path(os.environ["DATA_DIR"])
DEBUG = False
SECRET_KEY = "bench"  # noqa: S105 - nobody else reaches it
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
ROOT_URLCONF = "spirit_urls"
WSGI_APPLICATION = "spirit_wsgi.application"
MEDIA_ROOT = str(DATA_DIR / "media")
STATIC_ROOT = str(DATA_DIR / "static")
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
LANGUAGES = [("en", "English")]
ST_SITE_URL = "http://127.0.0.1/"
ST_RATELIMIT_ENABLE = False
ST_TASK_MANAGER = None
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
        "PATH": str(DATA_DIR / "search"),
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
}
_database = urlsplit(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.path.lstrip("/"),
        "USER": _database.username,
        "HOST": parse_qs(_database.query)["host"][0],
        "PORT": _database.port,
        "CONN_MAX_AGE": None,
    }
}
_memory = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _memory},
    "st_rate_limit": {"BACKEND": _memory, "LOCATION": "st_rate_limit", "TIMEOUT": None},
}
