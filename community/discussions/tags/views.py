from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from community.discussions.tags import queries
from community.discussions.tags.names import names_in


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the field for tags offers while somebody types, and what it says of `names`."""
    found = queries.suggestions(request.user, request.GET.get("q", "")[:60])
    shown = [{"name": tag.name, "topics_count": tag.threads_count} for tag in found]
    typed = names_in(request.GET.get("names", "")[:400])
    says = queries.remarks(request.user, typed) if typed else []
    return JsonResponse({"tags": shown, "remarks": says})
