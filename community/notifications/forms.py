from collections.abc import Iterator, Sequence
from typing import Any

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

    def changes(self) -> Iterator[dict[str, Any]]:
        """For `set_preference`: the rows that the form changes."""
        for row in self.rows:
            on_site = row.type.name in self.cleaned_data["site"]
            by_mail = row.type.name in self.cleaned_data["mail"]
            if (on_site, by_mail) != (row.on_site, row.by_mail):
                yield {"type": row.type.name, "on_site": on_site, "by_mail": by_mail}
