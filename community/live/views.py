from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.live import bell, channels
from community.live.consumers import MOST


@never_cache
@require_safe
def versions(request: HttpRequest) -> JsonResponse:
    """What a page polls that has no socket: the versions of the channels it may listen to."""
    wanted = request.GET.getlist("c")[:MOST]
    heard = [channel for channel in wanted if channels.may_listen(request.user, channel)]
    return JsonResponse(bell.versions(heard))
