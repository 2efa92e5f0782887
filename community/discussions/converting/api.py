from rest_framework import serializers

from community.discussions.converting.queries import targets
from community.discussions.models import Container
from community.kernel.operations.inputs import Chosen


class ConversionIn(serializers.Serializer):
    container = Chosen(
        targets, Container,
        help_text="The category or board that the thread goes to, which says what it becomes.",
    )  # fmt: skip
