from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from community.accounts.http import MemberRequest
from community.discussions.converting.actions import convert_thread
from community.discussions.converting.forms import ConversionForm
from community.discussions.kinds import kind_of
from community.discussions.policy import may_convert
from community.discussions.queries import readable_thread
from community.kernel.errors import Denied
from community.kernel.http import refused, submit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def convert(request: MemberRequest, pk: int) -> HttpResponse:
    """The page on which a moderator says where a thread goes."""
    thread = readable_thread(request.user, pk)
    if thread is None:
        raise Http404
    if not may_convert(request.user, thread):
        raise Denied
    sent = request.POST if request.method == "POST" else None
    form = ConversionForm(sent, viewer=request.user, thread=thread)
    if sent is not None and (
        converted := submit(form, convert_thread, thread=thread, by=request.user)
    ):
        return redirect(kind_of(converted).url(converted))
    show = refused if sent is not None else render
    context = {"thread": thread, "thread_url": kind_of(thread).url(thread), "form": form}
    return show(request, "discussions/convert.html", context)
