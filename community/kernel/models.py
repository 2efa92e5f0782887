"""What models of several apps have in common; no table is the kernel's own."""

from typing import Any

from django.db import models
from django.db.models.functions import Now


class Followed(models.Model):
    """A row that programs follow: the database says when what they see of it changed last.

    Which columns move it stands in the app's migrations; see kernel/followed.py.
    """

    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    def save(self, **how: Any) -> None:
        is_new = self._state.adding
        super().save(**how)
        if not is_new:
            self.moved()

    def moved(self) -> None:
        """Note that the row was changed: `updated_at` is read again when it is next needed."""
        self.__dict__.pop("updated_at", None)
