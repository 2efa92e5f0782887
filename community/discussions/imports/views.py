"""Addresses that things had where they come from: they lead to where they are now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from community.discussions.kinds import kind_of
from community.discussions.models import Post, Thread
from community.discussions.models.external_ids import ExternalId
from community.kernel.text import is_storable


@require_safe
def moved(request: HttpRequest, key: str, answer: str | None = None) -> HttpResponse:
    """To the thread or reply of that number there, if the viewer may see it.

    Where two sites had the same number, the one that moved in first is meant, or that of `?site=`.
    For good, and yet not to be remembered: what may be seen changes.
    """
    response = redirect(_address(request, int(answer or key)), permanent=True)
    add_never_cache_headers(response)
    return response


def _address(request: HttpRequest, key: int) -> str:
    """Questions and answers were counted as one there, so a number is either."""
    site = request.GET.get("site", "")
    if not is_storable(site):  # a site of that name was never kept, nor can it be asked for
        raise Http404
    came = ExternalId.objects.of_number(key, site=site)
    thread = came.first_of(ExternalId.Kind.QUESTION, Thread.objects.visible_to(request.user))
    if thread:
        return kind_of(thread).url(thread)
    post = came.first_of(ExternalId.Kind.ANSWER, Post.objects.visible_to(request.user))
    if post:
        return reverse("discussions:short", args=[post.pk])
    raise Http404
