"""Pages of boards: their lists of ideas, and their settings."""

from django.http import HttpRequest, HttpResponseBase

from community.discussions.lists import views as lists
from feedback.models import KIND


def ideas(request: HttpRequest) -> HttpResponseBase:
    return lists.everything(request, kind=KIND)


def boards(request: HttpRequest) -> HttpResponseBase:
    return lists.everything(request, kind=KIND)


def board(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    return lists.container(request, kind=KIND, slug=slug, pk=pk)


def settings(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    return lists.container(request, kind=KIND, slug=slug, pk=pk)


def tag(request: HttpRequest, name: str) -> HttpResponseBase:
    return lists.tag(request, kind=KIND, name=name)
