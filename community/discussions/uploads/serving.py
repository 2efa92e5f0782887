"""Files as they are handed out: to who may see them now, and so that nothing in them can run.

Our own WebP is shown, everything else is saved: a browser's players play what is to be saved, too.
"""

import re
from collections.abc import Iterable

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from community.discussions.models import Upload
from community.discussions.uploads import storage
from community.kernel.markdown.files import KEY
from community.kernel.scopes import need

_VARIANT = re.compile(r"([1-9][0-9]{0,3})\.webp")
_RANGE = re.compile(r"bytes=(?:(\d{1,12})-(\d{0,12})|-(\d{1,12}))")


@require_safe
def file(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """A file, or a smaller one of a picture. Whoever may not see it is told what one is told who
    asks for a file that is not there. Under another name it is the same file."""
    need(request, "uploads:read")
    if not re.fullmatch(KEY, key):
        raise Http404
    found = Upload.objects.filter(key=key)
    upload = found.visible_to(request.user).first() or found.reviewed_by(request.user).first()
    if upload is None:
        raise Http404
    part = _part(upload, name)
    tag = f'"{upload.sha256[:32]}-{part}"'
    if response := get_conditional_response(request, etag=tag):
        return _labelled(response, upload, tag)
    try:
        return _labelled(_answer(request, upload, part, tag), upload, tag)
    except storage.NotThere as error:
        raise Http404 from error


def _part(upload: Upload, name: str) -> str:
    """A width that there is not, or not yet, is answered with the whole picture."""
    asked = _VARIANT.fullmatch(name)
    if asked and int(asked[1]) in upload.widths:
        return storage.variant(int(asked[1]))
    return storage.MAIN


def _labelled(response: HttpResponseBase, upload: Upload, tag: str) -> HttpResponseBase:
    is_ours = upload.kind == Upload.Kind.PICTURE
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",  # asked again each time, as who may see it changes
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
    }
    for header, value in headers.items():
        response.headers[header] = value
    if not isinstance(response, HttpResponseNotModified):
        told = content_disposition_header(not is_ours, upload.name)
        response.headers["Content-Disposition"] = told or "attachment"
        response.headers["Content-Type"] = _content_type(upload)
    return response


def _content_type(upload: Upload) -> str:
    is_text = upload.media_type.startswith("text/")
    return f"{upload.media_type}; charset=utf-8" if is_text else upload.media_type


def _answer(request: HttpRequest, upload: Upload, part: str, tag: str) -> HttpResponseBase:
    """Whole or a part of it, read as it is sent. Raises NotThere."""
    size = storage.size_of(upload.key, part)
    found = _range(request, size, tag)
    if found is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end, status = found
    length = end - start
    body: Iterable[bytes] = ()
    if request.method != "HEAD":
        body = storage.read(upload.key, part, start, length)
    response = StreamingHttpResponse(body, status=status)
    response.headers["Content-Length"] = str(length)
    if status == 206:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _range(request: HttpRequest, size: int, tag: str) -> tuple[int, int, int] | None:
    """From where to where, and the status; None if there is nothing of it. Several ranges, and one
    of another version, are answered with all of it, as RFC 9110 allows."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not asked or request.method != "GET" or request.headers.get("If-Range", tag) != tag:
        return 0, size, 200
    first, last, of_end = asked.groups()
    if of_end:
        return (max(size - int(of_end), 0), size, 206) if int(of_end) else None
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return 0, size, 200
    return (start, end, 206) if start < size else None
