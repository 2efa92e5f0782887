from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import escape

from tests.toykind.queries import letters


def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter, for its writer and its reader."""
    found = get_object_or_404(letters(request.user), pk=pk)
    return HttpResponse(f"<h1>{escape(found.thread.title)}</h1>")
