"""Pages of ideas."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from community.discussions.views import place_asked, render_thread, version_of
from feedback.models import Idea


def submit(request: HttpRequest) -> HttpResponse:
    return redirect("feedback:latest")


def idea(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    version = version_of(pk)
    found = get_object_or_404(
        Idea.objects.visible_to(request.user).select_related("thread__author"), pk=pk
    )
    template, place = "discussions/thread.html", place_asked(request)
    return render_thread(request, found.thread, {}, template=template, place=place, version=version)


def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    return idea(request, slug, pk)


def post(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponseBase:
    return idea(request, slug, pk)
