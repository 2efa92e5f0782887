"""What each domain's tests cost, told at the end of a run beside the budget that a domain has.

A test belongs to the domain whose folder it is in (`tests/forum/`, `tests/e2e/forum/`), or to the
one that it is marked with: `pytest.mark.domain("forum")`. All others belong to what domains share.
A worker has a core to itself, so seconds of a test are taken for core-seconds.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

DOMAINS = (
    "forum", "feedback", "governance", "registry", "payments", "support", "experience",
)  # fmt: skip
SHARED = "shared"
TESTS, SECONDS, JOURNEYS = 350, 60, 4  # what a domain may add


def domain_of(item: pytest.Item) -> str:
    """The domain that pays for this test."""
    if marked := item.get_closest_marker("domain"):
        return str(marked.args[0])
    return next((part for part in item.path.parts if part in DOMAINS), SHARED)


class Costs:
    """Gathers, in the process that reports, what the workers measured."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()
        self.seconds: Counter[str] = Counter()
        self.journeys: Counter[str] = Counter()

    # -- where tests run ---------------------------------------------------------------------
    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Iterator[None]:
        report = yield
        report.domain = domain_of(item)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        journeys = Counter(domain_of(item) for item in items if "e2e" in item.path.parts)
        if hasattr(config, "workeroutput"):
            config.workeroutput["journeys"] = dict(journeys)
        else:
            self.journeys = journeys

    # -- where it is told ----------------------------------------------------------------------
    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.journeys = Counter(getattr(node, "workeroutput", {}).get("journeys", self.journeys))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        domain = getattr(report, "domain", SHARED)
        self.seconds[domain] += report.duration
        self.tests[domain] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if sum(self.tests.values()) < TESTS:
            return  # a part of the suite tells nothing about its price
        terminalreporter.section("cost of each domain")
        terminalreporter.line(f"{'':12}{'tests':>8}{'core-seconds':>14}{'journeys':>10}")
        for name in (SHARED, *DOMAINS):
            if not self.tests[name] and not self.journeys[name]:
                continue
            over = name != SHARED and (
                self.tests[name] > TESTS
                or self.seconds[name] > SECONDS
                or self.journeys[name] > JOURNEYS
            )
            terminalreporter.line(
                f"{name:12}{self.tests[name]:>8}{self.seconds[name]:>14.0f}{self.journeys[name]:>10}"
                + ("  over its budget" if over else "")
            )
        terminalreporter.line(f"{'a domain may':12}{TESTS:>8}{SECONDS:>14}{JOURNEYS:>10}".rstrip())


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "domain(name): the domain that pays for this test")
    config.pluginmanager.register(Costs(), "costs")
