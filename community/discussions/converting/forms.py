from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.discussions.converting.queries import targets
from community.discussions.models import Container, Thread
from community.discussions.models.containers import container_kind


class _Target(forms.ModelChoiceField):  # type: ignore[type-arg] # it takes none at run time
    def label_from_instance(self, container: Container) -> str:
        kind = container_kind(container.kind)
        return f"{kind.texts.many}: {container.title}"


class ConversionForm(forms.Form):
    """To which container, and so to what."""

    container = _Target(queryset=Container.objects.none(), label=_("Move to"))

    def __init__(self, *args: Any, viewer: Any, thread: Thread, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["container"].queryset = targets(viewer, thread)  # type: ignore[attr-defined]
