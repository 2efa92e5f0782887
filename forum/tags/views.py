from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from community.discussions.channels import lists_channel
from community.kernel.text import fold
from community.live.pages import for_visitors
from forum.models import Tag
from forum.tags import queries


@for_visitors(lambda: [lists_channel()], query=["order"])
@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """What topics are about, in all places."""
    by_name = request.GET.get("order") == "name"
    return render(request, "forum/tags.html", queries.tags_page(request.user, by_name=by_name))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the field for tags offers while somebody types."""
    found = queries.suggestions(request.user, request.GET.get("q", "")[:60])
    shown = [{"name": tag.name, "topics_count": tag.topics_count} for tag in found]
    return JsonResponse({"tags": shown})


@require_safe
def tag(request: HttpRequest, name: str) -> HttpResponse:
    """A tag's topics, newest activity first; another name of it leads here."""
    found = get_object_or_404(
        Tag.objects.select_related("synonym_of"), folded_name=fold(name.replace("\0", ""))
    )
    main = found.synonym_of or found
    if name != main.name:
        return redirect(main)
    return render(request, "forum/tag.html", queries.tag_page(request.user, main))
