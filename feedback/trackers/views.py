"""Where trackers send webhooks."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from feedback.models import TrackerConnection
from feedback.trackers.access import tracker_of, webhook_secrets
from feedback.trackers.actions import keep_delivery
from feedback.trackers.registration import BadSignature, Incoming, TrackerRefused

MOST_BYTES = 1_000_000  # GitHub sends up to 25 MB; what is said of one issue is far less


@csrf_exempt
@require_POST
def tracker_hook(request: HttpRequest, path_token: str) -> HttpResponse:
    """Keep a webhook and answer at once: a job applies it. Nothing of it is parsed before its
    signature was checked, and nobody is told what was wrong with it."""
    connection = TrackerConnection.objects.filter(path_token=path_token, is_active=True).first()
    if connection is None:
        return HttpResponse(status=404)
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    incoming = Incoming(headers=headers, body=request.body, received_at=timezone.now())
    try:
        tracker = tracker_of(connection)
        tracker.verify(incoming, webhook_secrets(connection))
        delivery_id, event = tracker.delivery_id(incoming), tracker.event(incoming)
    except (BadSignature, TrackerRefused):
        return HttpResponse(status=401)
    try:
        body = _storable(json.loads(incoming.body, parse_constant=_not_json))
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    if not isinstance(body, dict):
        return HttpResponse(status=400)
    keep_delivery(connection=connection, delivery_id=delivery_id, event=event, body=body)
    return HttpResponse(status=202)


def _not_json(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _storable(value: Any) -> Any:
    """What people wrote there, without what PostgreSQL cannot keep: NUL, halves of pairs."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return value
