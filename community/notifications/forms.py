from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.notifications.queries import MatrixRow


class MatrixForm(forms.Form):
    """Where to be notified of each type: the ticked boxes of two columns."""

    site = forms.MultipleChoiceField(label=pgettext_lazy("notifications", "Site"), required=False)
    mail = forms.MultipleChoiceField(label=_("Email"), required=False)

    def __init__(self, data: object, rows: Sequence[MatrixRow]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.rows = [row for row in rows if not row.type.is_required]
        names = [(row.type.name, row.type.label) for row in self.rows]
        self.fields["site"].choices = names  # type: ignore[attr-defined]
        self.fields["mail"].choices = names  # type: ignore[attr-defined]

    def changes(self) -> dict[str, dict[str, bool]]:
        """For `set_preferences`: what the form says of the rows that it changes."""
        told: dict[str, dict[str, bool]] = {"on_site": {}, "by_mail": {}}
        for row in self.rows:
            name = row.type.name
            on_site, by_mail = (name in self.cleaned_data[column] for column in ("site", "mail"))
            if on_site != row.on_site:
                told["on_site"][name] = on_site
            if by_mail != row.by_mail:
                told["by_mail"][name] = by_mail
        return told
