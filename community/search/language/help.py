"""What can be typed into the search box: an example and a line for each, for the page's help."""

from django.utils.translation import gettext_lazy as _

from community.kernel.languages import Text
from community.search.language import own
from community.search.language.lexing import OWN
from community.search.registration import operators


def lines() -> list[tuple[Text, Text]]:
    """Words and phrases first, then operators in the order in which apps registered them."""
    plain: list[tuple[Text, Text]] = [
        (_("install theme"), _("Both words, in any form and order")),
        (_('"install theme"'), _("These words exactly, in this order")),
        (_("theme -dark"), _("Without a word; phrases and operators can be excluded, too")),
    ]
    named = [(operator.example, operator.help) for operator in operators()]
    return [*plain, *named, *((own.EXAMPLES[name], own.HELP[name]) for name in OWN)]
