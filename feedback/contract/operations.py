"""The promised GraphQL. What it does is in REST, too: `ideas/` and `ideas/{idea}/vote/`."""

from typing import Any

from community.kernel.operations import Api
from feedback.contract.schema import FeatureFields, FeatureMutations

api = Api(
    "feedback",
    scope="feedback",
    resources=[],
    written_mutations=[FeatureMutations],
    queries=[FeatureFields],
)

declared: tuple[Api, ...] = (api,)
enum_names: dict[str, Any] = {}
