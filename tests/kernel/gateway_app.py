"""What test_gateway.py lets granian serve: an application that tells what it was asked."""

import json
import time

from community.kernel.gateway import Gateway, Limits


def application(environ, start_response):
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    if environ["PATH_INFO"] == "/long":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (b"x" * 65_536 for _ in range(48))
    if environ["PATH_INFO"] == "/fault":
        raise ValueError("a fault of the application")
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    content = json.dumps(told | {"body": len(body), "ends": body[-4:].decode("latin-1")}).encode()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [content]


served = Gateway(
    application,
    Limits(
        threads=2, waiting=4, body_bytes=2_000_000, held_bytes=3_000_000, body_seconds=1.5,
        body_rate=10**9,
    ),
)  # fmt: skip
