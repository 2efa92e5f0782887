"""The short name of each kind of error, by its code: `title` of a problem document, and the heading
of the page about it. A refusal of an action has it in its class."""

from django.utils.translation import gettext_lazy as _

from community.kernel.errors import TITLES
from community.kernel.languages import Text

OF_REQUESTS: dict[str, Text] = {  # what is refused before any action is asked
    "account_suspended": _("Account suspended"),
    "bad_query": _("Invalid query"),
    "bad_request": _("Bad request"),
    "csrf": _("CSRF verification failed"),
    "idempotency_key_in_use": _("Idempotency key in use"),
    "idempotency_key_reused": _("Idempotency key reused"),
    "internal_error": _("Internal server error"),
    "introspection_off": _("Introspection disabled"),
    "invalid": _("Invalid input"),
    "invalid_idempotency_key": _("Invalid idempotency key"),
    "invalid_token": _("Invalid token"),
    "json_only": _("JSON required"),
    "length_required": _("Length required"),
    "method_not_allowed": _("Method not allowed"),
    "not_acceptable": _("Not acceptable"),
    "not_found": _("Not found"),
    "parse_error": _("Malformed JSON"),
    "second_factor_required": _("Two-factor authentication required"),
    "too_costly": _("Query too costly"),
    "too_large": _("Request body too large"),
    "unavailable": _("Service unavailable"),
    "unsupported_media_type": _("Unsupported media type"),
}


def title_of(code: str) -> Text:
    """The same for all errors of this code. An unknown code stands for itself."""
    known = TITLES.get(code) or OF_REQUESTS.get(code)
    return known or code.replace("_", " ").capitalize()
