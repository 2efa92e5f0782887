"""What programs can read and do here."""

from typing import Any

from community.kernel.operations import Api

declared: tuple[Api, ...] = ()
enum_names: dict[str, Any] = {}
