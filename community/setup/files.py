"""Where files of members are kept: in DATA_DIR/media, or in an S3-compatible store.

FILES_BUCKET names a bucket; FILES_ENDPOINT is the store's address where it is not Amazon's.
FILES_REGION, FILES_KEY and FILES_SECRET are what it asks for. Nothing in it needs to be public: the
product asks who may read a file each time, and hands it out itself.
"""

from collections.abc import Mapping
from typing import Any


def storage(environment: Mapping[str, str]) -> dict[str, Any]:
    """The default storage, for STORAGES."""
    bucket = environment.get("FILES_BUCKET", "")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    # Only where there is a bucket.
    from botocore.config import Config  # type: ignore[import-untyped]  # noqa: PLC0415

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": environment.get("FILES_ENDPOINT") or None,
            "region_name": environment.get("FILES_REGION") or None,
            "access_key": environment.get("FILES_KEY") or None,
            "secret_key": environment.get("FILES_SECRET") or None,
            "file_overwrite": False,
            "default_acl": None,
            "querystring_auth": True,
            # Its own patience is five minutes for one file: no page waits that long.
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=15,
                retries={"max_attempts": 2},
            ),
        },
    }
