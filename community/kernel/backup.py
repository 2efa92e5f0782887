"""What an app says about its models for exports of a community."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Backup:
    """The attribute `backup` of an AppConfig. Every model is in `models` or in `left_out`."""

    models: Sequence[str] = ()  # labels; after those that their rows refer to
    left_out: Mapping[str, str] = field(default_factory=dict)  # the reasons, by label
    secret: Sequence[str] = ()  # labels of those left out of an export without secrets
    # SQL in place of a value in an export without secrets, by label and column.
    blanked: Mapping[tuple[str, str], str] = field(default_factory=dict)
    # SQL conditions, by label, of the rows that an import replaces: `migrate` creates them, or a
    # product that runs while nobody is there.
    created: Mapping[str, str] = field(default_factory=dict)
