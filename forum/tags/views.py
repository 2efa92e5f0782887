from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.discussions.channels import lists_channel
from community.discussions.kinds import kind_named
from community.discussions.lists.scope import Scope
from community.discussions.tags import queries
from community.live.pages import for_visitors
from forum.models import KIND


@for_visitors(lambda: [lists_channel()], query=["order"])
@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """What topics are about, in all places."""
    by_name = request.GET.get("order") == "name"
    page = queries.tags_page(request.user, by_name=by_name)
    page["kind"] = kind = kind_named(KIND)
    page["categories"] = Scope(kind=kind, viewer=request.user).containers
    return render(request, "forum/tags.html", page)
