"""Related topics: a part of their page that a script asks for when it comes into view, and a page
for those without scripts."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.kernel.http import by_htmx
from community.search.meaning import http


@never_cache
@require_safe
def related(request: HttpRequest, word: str, thread: int) -> HttpResponse:
    """What is about the same as a topic or an idea, a thread by this id."""
    try:
        found = http.find(request, http.kind_called(word), thread)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    page = "search/_related.html" if by_htmx(request) else "search/related.html"
    response = render(request, page, {"of": found.of, "hits": found.hits})
    patch_vary_headers(response, ["HX-Request"])
    return response
