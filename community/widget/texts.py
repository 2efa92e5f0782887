"""The script's own texts, in the language of the page."""

from django.utils.translation import gettext, pgettext


def texts() -> dict[str, str]:
    """By the names that static/js/widget/ calls them."""
    return {
        "open": gettext("Feedback and help"),
        "close": pgettext("verb", "Close"),
        "panels": gettext("Panels"),
        "loading": gettext("Loading…"),
        "failed": gettext("Could not load this. Check your connection and try again."),
        "retry": gettext("Try again"),
        "similar": gettext("Similar to what you write"),
        "view": gettext("View"),
        # Translators: announced beside links that open a new tab.
        "new_tab": gettext("opens in a new tab"),
        "another": gettext("Write another"),
        "optional": gettext("optional"),
    }
