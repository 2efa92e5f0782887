"""The site's own pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from community.accounts import policy
from community.accounts.pages import texts


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Guidelines, code of conduct, privacy, about."""
    text = texts.text_of(slug)
    context: dict[str, Any] = {
        "text": text,
        "edit_url": _edit_url(text) if policy.is_administrator(request.user) else "",
    }
    return render(request, "pages/page.html", context)


def _edit_url(text: texts.Text) -> str:
    if text.pk:
        return reverse("admin:accounts_page_change", args=[text.pk])
    return reverse("admin:accounts_page_add") + f"?slug={text.slug}"
