"""What `/api/v1/` answers: every address that can be read without knowing an id."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from community.kernel.examples import tag
from community.kernel.operations import Api, MutationOperation

VERSION = "1"

tag("index", "What the API offers.")


class ResourceOut(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="The operation's name in the OpenAPI schema.")
    url = serializers.URLField()
    description = serializers.CharField()
    authentication = serializers.BooleanField(help_text="Whether authentication is required.")


class IndexOut(serializers.Serializer[Any]):
    version = serializers.CharField(help_text="The version of this API.")
    documentation = serializers.URLField()
    openapi = serializers.URLField(help_text="The OpenAPI schema.")
    graphql = serializers.URLField(help_text="The GraphQL endpoint.")
    resources = ResourceOut(many=True)


def index_of(declared: Iterable[Api]) -> Api:
    """The declaration of the index. Visitors and any token may read it, so it has no scope."""
    lines = [line for api in declared for line in api.operations]
    listed = sorted(
        (line for line in lines if not isinstance(line, MutationOperation) and not line.resources),
        key=lambda line: line.path,
    )

    def get_index(viewer: Any, *, site: str) -> dict[str, Any]:
        """What the API offers: its version, its documentation and its resources."""
        base = site.rstrip("/")
        return {
            "version": VERSION,
            "documentation": base + reverse("developers"),
            "openapi": base + reverse("openapi"),
            "graphql": base + reverse("graphql"),
            "resources": [
                {
                    "name": line.name,
                    "url": f"{base}/api/v{VERSION}/{line.path}",
                    "description": line.description,
                    "authentication": line.for_members,
                }
                for line in listed
            ],
        }

    api = Api("index", scope="", resources=[])
    api.query("", get_index, IndexOut)
    return api
