"""What stands beside rows in REST: asked for once for all that are shown together.

The same batches as in GraphQL (`kernel.graphql.load`), in a serializer:

    class PostOut(ModelSerializer):
        viewer_reaction = SerializerMethodField()

        class Meta:
            list_serializer_class = Peers

        def get_viewer_reaction(self, post):
            return beside(self, post, own_reactions)
"""

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Model
from rest_framework.serializers import BaseSerializer, ListSerializer

from community.kernel.graphql import Batch, load, together


class Peers(ListSerializer[Any]):
    """Rows that are shown as one list. What `Meta.shows` names of each is one list, too."""

    def to_representation(self, rows: Any) -> list[Any]:
        peers, child = together(rows), cast("Any", self.child)
        for name in getattr(child.Meta, "shows", ()):
            together(getattr(row, name) for row in peers)
        return super().to_representation(peers)


@dataclass(frozen=True)
class _Asked:
    """What a batch needs to know of who asks, as GraphQL hands it on."""

    context: Any


def beside(shape: BaseSerializer[Any], row: Model, batch: Batch, *, key: str = "pk") -> Any:
    """What the batch has for this row, for whoever asked; None where it has nothing."""
    return load(row, batch, _Asked(shape.context["request"]), key=key)
