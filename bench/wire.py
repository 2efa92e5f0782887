"""What goes over the wire: pages plain and compressed, and all that a first visit asks for."""

import http.client
import re
from typing import NamedTuple

from rows import ROWS, Request
from sites import Site

FILE = re.compile(r'(?:href|src)="(/static/[^"#]+)')


class Wire(NamedTuple):
    """Bytes of a page, of it compressed, and of a first visit with so many requests."""

    plain: int
    compressed: int
    first_visit: int
    requests: int


def measure(site: Site) -> dict[str, Wire]:
    """Each page of the rows once; a site of ours serves its files itself."""
    found = {}
    for row in ROWS:
        if not row.shows or "uncached" in row.name:
            continue
        asked = row.ours(site.cast, 0)
        page = fetch(site, asked, "identity")
        compressed = len(fetch(site, asked, "gzip"))
        files = sorted(set(FILE.findall(page.decode())))
        sizes = [len(fetch(site, Request("GET", file), "gzip")) for file in files]
        found[row.name] = Wire(len(page), compressed, sum(sizes, compressed), len(files) + 1)
    return found


def fetch(site: Site, asked: Request, encoding: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    headers = asked.headers | {"Accept-Encoding": encoding}
    connection.request(asked.method, asked.path, asked.body or None, headers)
    return connection.getresponse().read()
