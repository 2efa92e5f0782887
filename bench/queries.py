"""What refusing a GraphQL query costs: CPU milliseconds from its text to the answer.

`python bench/queries.py` needs no servers: what is refused asks no database. The promise is that
a query nested 200 levels deep and one with 10,000 aliases take less than 50 ms of work.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TIMES = 20
MOST = 50  # milliseconds


def queries() -> dict[str, str]:
    return {
        "200 levels": "{ me" * 200 + " { id }" + "}" * 200,
        "10,000 aliases": "{" + " ".join(f"a{n}: me {{ id }}" for n in range(10_000)) + "}",
        "100 kB of quotes": '"' * 100_000,
        "the same field 1,900 times": "{ me { " + "id " * 1_900 + "} }",
        "a circle of fragments": "{ ...A } fragment A on Query { ...A }",
        "lists of lists of lists": "{ members(first: 100) { nodes { "
        + "".join(f"s{n}: sessions {{ id }} " for n in range(60))
        + "} } }",
        "the schema 100 times": "{"
        + " ".join(f"s{n}: __schema {{ types {{ fields {{ name }} }} }}" for n in range(100))
        + "}",
        "fields that there are not": "{" + " ".join(f"forun{n}" for n in range(1_900)) + "}",
    }


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="community-bench-") as folder:
        os.environ |= {"DATA_DIR": folder, "SECRET_KEY": "bench", "LOG_LEVEL": "CRITICAL"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "community.settings"
        import django  # noqa: PLC0415

        django.setup()
        print_table()


def print_table() -> None:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415
    from django.test import RequestFactory  # noqa: PLC0415

    from community.kernel.graphql import View  # noqa: PLC0415
    from community.schema import schema  # noqa: PLC0415

    view = View.as_view(schema=schema)

    def took(query: str) -> float:
        body = {"query": query}
        request = RequestFactory().post("/graphql/", body, content_type="application/json")
        request.user = AnonymousUser()
        begun = time.process_time()
        response = view(request)
        spent = time.process_time() - begun
        assert response.status_code == 400, response.content[:200]
        return 1000 * spent

    took("{ nonsense }")
    print(f"{'refused':<30} {'median ms':>10} {'longest ms':>10}  of {MOST}")  # noqa: T201
    for name, query in queries().items():
        times = sorted(took(query) for _ in range(TIMES))
        row = f"{name:<30} {times[TIMES // 2]:>10.1f} {times[-1]:>10.1f}"
        print(row + f"  {times[TIMES // 2] / MOST:.0%}")  # noqa: T201


if __name__ == "__main__":
    main()
