"""Responses are compressed for clients that accept gzip.

Three things protect secrets in compressed pages against BREACH: Django's middleware pads the
length of each response randomly, CSRF tokens are masked differently in each response, and browsers
do not send the session cookie with requests of other sites. Pages that show a secret which stays
the same are not compressed.
"""

import gzip
import re

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

FEWEST = 1000  # bytes: less than that is one packet, however it is packed
TEXT = re.compile(r"text/|application/([\w.-]+\+)?(json|xml|yaml)\b|application/javascript\b")
WITH_SECRETS = ("/accounts/", "/settings/", "/oauth/", "/invite/")
_gzip = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=(?P<q>[\d.]+)\s*)?(?=,|$)", re.IGNORECASE)


class Compression(GZipMiddleware):
    """The framework's, for texts that are worth it."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not isinstance(response, HttpResponse) or not _is_worth_it(request, response):
            return response
        if not accepts_gzip(request):
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the client asks for it; one that gives it the weight 0 does not."""
    found = _gzip.search(request.headers.get("Accept-Encoding", ""))
    return found is not None and (found["q"] or "1").strip("0.") != ""


def packed(body: bytes) -> bytes:
    """For an answer that many get, in which nothing is a secret: the same bytes for all of them."""
    return compress_string(body)


def as_accepted(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer whose body is `packed`, as this client can read it."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if accepts_gzip(request):
        response.headers["Content-Encoding"] = "gzip"
        if (tag := response.get("ETag", "")).startswith('"'):
            response.headers["ETag"] = f"W/{tag}"  # other bytes, the same text
    else:
        response.content = gzip.decompress(response.content)
    response.headers["Content-Length"] = str(len(response.content))
    return response


def _is_worth_it(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        len(response.content) >= FEWEST
        and TEXT.match(response.get("Content-Type", "")) is not None
        and not request.path.startswith(WITH_SECRETS)
    )
