"""No address, number or page that a query may hold is a fault of the server, at any page."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction

from tests.architecture import addresses
from tests.architecture.world import World
from tests.factories import AdminFactory

pytestmark = pytest.mark.django_db

# Whatever some page reads. The value of one may be read as an address, a number, a time or a text.
NAMES = re.findall(
    r"\w+",
    """next page after before view q order period parent category tag tags thread as c slug key
    site reaction fields limit cursor updated_since format prompt client_id redirect_uri state scope
    response_type source p o e all _popup _to_field ids author kind tab search names""",
)
VALUES = [
    "//[", "http://[", "http://[::1", "\0", "\ud800", "\u0663", "\u00b2", "-1", "9" * 30, "1e9",
    "NaN", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "x" * 5_000, "%", "cD1mb28=",
    "WyJvbGRlciJd",
]  # fmt: skip


def pages(values: Mapping[str, list[Any]]) -> list[str]:
    """Each route that is no operation of REST, with what is there in it."""
    found = [route for route in addresses.routes() if not route.template.startswith("api/")]
    return list(dict.fromkeys(page for route in found for page in route.filled(values)))


def asked(value: str) -> str:
    """All names with the same value, as a browser would send it, halves of pairs and all."""
    sent = "".join(f"%{octet:02X}" for octet in value.encode("utf-8", "surrogatepass"))
    return "&".join(f"{name}={sent}" for name in NAMES)


@pytest.fixture(params=[False, True], ids=["visitor", "staff"])
def faults(request, as_):
    """What is a fault at the pages, each asked with some of the values."""
    world = World()
    world.furnish()
    there = pages(world.values(is_private=False) | world.values(is_private=True))
    client = as_(AdminFactory() if request.param else None)
    client.raise_request_exception = False
    signed_in = client.cookies.output(attrs=[], header="", sep=";")

    def ask(page: str, value: str) -> bool:
        client.cookies.load(signed_in)  # a page may have signed out
        with transaction.atomic():
            status = client.get(page, QUERY_STRING=asked(value)).status_code
            transaction.set_rollback(True)
        return status >= 500

    def of(choose: Callable[[int], list[str]]) -> list[tuple[str, str]]:
        return [
            (page, value[:30])
            for at, page in enumerate(there)
            for value in choose(at)
            if ask(page, value)
        ]

    return of


def test_pages_read_whatever_a_query_holds(faults):
    """An address that is none, which most pages trip over that do, and the others by turns."""
    assert faults(lambda at: ["//[", VALUES[at % len(VALUES)]]) == []


def test_a_site_that_cannot_be_kept_is_nowhere(client):
    assert client.get("/questions/1/?site=%00").status_code == 404


@pytest.mark.soak
def test_every_page_reads_whatever_a_query_holds(faults):
    assert faults(lambda _at: VALUES) == []
