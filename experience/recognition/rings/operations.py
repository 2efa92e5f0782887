"""API operations."""

from typing import Any

declared: tuple[Any, ...] = ()
