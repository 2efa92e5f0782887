"""Pages of ideas."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from community.discussions.converting.queries import converted_url
from community.discussions.views import place_asked, render_thread, version_of
from feedback.models import KIND, Idea


def submit(request: HttpRequest) -> HttpResponse:
    return redirect("feedback:latest")


def idea(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    version = version_of(pk)
    seen = Idea.objects.visible_to(request.user).select_related("thread__author")
    found = seen.filter(pk=pk).first()
    if found is None:
        if elsewhere := converted_url(request.user, pk, KIND):
            return redirect(elsewhere)
        raise Http404
    template, place = "discussions/thread.html", place_asked(request)
    return render_thread(request, found.thread, {}, template=template, place=place, version=version)


def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    return idea(request, slug, pk)


def post(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponseBase:
    return idea(request, slug, pk)
