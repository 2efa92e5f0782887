from rest_framework import serializers

from community.discussions.converting.queries import containers
from community.discussions.models import Container
from community.kernel.operations.inputs import Chosen


class ConversionIn(serializers.Serializer):
    container = Chosen(
        containers, Container,
        help_text="The category or board that the thread goes to, which says what it becomes.",
    )  # fmt: skip
