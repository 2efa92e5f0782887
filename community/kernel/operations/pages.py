"""Declared operations on pages: a view for each button, which no app writes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from rest_framework.serializers import ValidationError

from community.kernel import http
from community.kernel.accepted import Accepted
from community.kernel.errors import RuleViolation
from community.kernel.operations import Api, Button, MutationOperation, url_pattern


class InvalidInput(RuleViolation):
    """A form sent a value that the operation does not accept."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__()
        fields: Any = error.detail  # a serializer's: the messages of each field
        # Translators: a field, and what is wrong with its value.
        one = gettext("%(field)s: %(problem)s")
        self.message = " ".join(
            one % {"field": name, "problem": said[0]} for name, said in fields.items()
        )


def buttons(*several: Api) -> list[URLPattern]:
    """A route for each button of the declarations, for an app's `urls.py`."""
    return [
        path(url_pattern(button.path, button.operation.resources), _view(button), name=button.name)
        for api in several
        for button in api.buttons
    ]


def _view(button: Button) -> http.View:
    """POST does what is declared; DELETE, or POST with `undo`, undoes it.

    A visitor signs in first. Without something that undoes, DELETE is for what deletes.
    """

    def view(request: HttpRequest, **keys: Any) -> HttpResponse:
        undo = button.undo if http.takes_back(request) else None
        try:
            row = _perform(undo or button.operation, request, keys)
        except Http404:
            if undo or not button.may_be_gone:
                raise
            return redirect(button.then if isinstance(button.then, str) else http.back(request))
        if isinstance(row, Accepted):
            return http.waits(request, row, http.back(request))
        if button.fragment and http.by_htmx(request):
            template, context = button.fragment
            return render(request, template, context(request, row))
        if undo is None:
            _show_message(button, request, row)
        return redirect(_next(button, request, row))

    takes_delete = button.undo is not None or button.operation.method == "DELETE"
    return http.button(view if takes_delete else require_POST(view))


def _perform(operation: MutationOperation, request: HttpRequest, keys: dict[str, Any]) -> Any:
    """Call the action; return its row. Raises Http404, InvalidInput and what the action raises."""
    operation.admit(request)
    try:
        found = operation.find(request.user, {name: str(key) for name, key in keys.items()})
        given = operation.read(request.POST, request.user, found, ignore_unknown=True)
        result = operation.call(request, found, given)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        raise InvalidInput(error) from error
    return result if result is not None else found[next(reversed(found))]


def _show_message(button: Button, request: HttpRequest, row: Any) -> None:
    message = button.message(request, row) if callable(button.message) else button.message
    if message and button.offers_undo:
        http.offer_undo(request, message, request.path)
    elif message:
        messages.success(request, str(message))


def _next(button: Button, request: HttpRequest, row: Any) -> str:
    """Where the button leads: a URL, or the name of one."""
    if button.then:
        return button.then(request, row) if callable(button.then) else button.then
    return http.back(request, row.get_absolute_url() if hasattr(row, "get_absolute_url") else "/")
