"""Access tokens in the settings: which there are, and a form for another."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from community.accounts.http import MemberRequest
from community.accounts.models import Token, User
from community.accounts.security.recent_authentication import recent_authentication_required
from community.accounts.tokens import actions, policy
from community.accounts.tokens.forms import TokenForm
from community.kernel import scopes
from community.kernel.http import button, refused, submit
from community.kernel.paging import page_by_key
from community.kernel.text import fold

PAGE = "account/tokens.html"


@never_cache
@login_required
@recent_authentication_required(allow_get=True)
def tokens(request: MemberRequest, bot: str = "") -> HttpResponse:
    """The viewer's own, or for administrators those of a service account.

    The secret is shown in the answer to the form itself: it is put down nowhere on the way, and
    whoever comes back to the page sees it no more.
    """
    member = _bot(request, bot) if bot else request.user
    form = TokenForm(request.POST or None, of=member)
    if request.method != "POST":
        return render(request, PAGE, _context(request, member, form))
    made = submit(form, actions.make_token, member=member, by=request.user)
    if made is None:
        return refused(request, PAGE, _context(request, member, form))
    token, secret = made
    context = _context(request, member, TokenForm(of=member))
    return render(request, PAGE, context | {"made": token, "secret": secret})


def _bot(request: MemberRequest, name: str) -> User:
    found = User.objects.filter(folded_username=fold(name.replace("\0", "")), is_bot=True).first()
    if found is None or not policy.may_make_token(request.user, found):
        raise Http404
    return found


def _context(request: MemberRequest, member: User, form: TokenForm) -> dict[str, Any]:
    theirs = Token.objects.visible_to(request.user).filter(member=member)
    page = page_by_key(theirs, keys=["pk"], cursor=request.GET.get("page"), size=30)
    known = scopes.known()
    rows = [(row, [known.get(scope, scope) for scope in row.scopes]) for row in page.rows]
    return {"form": form, "page": page, "rows": rows, "of": member}


@button
def revocation(request: MemberRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(
        Token.objects.visible_to(request.user).select_related("member"), pk=pk
    )
    actions.revoke_token(token=token, by=request.user)
    messages.success(request, gettext("Token revoked."))
    if token.member_id == request.user.pk:
        return redirect("settings_tokens")
    return redirect("settings_tokens_of", token.member.username)
