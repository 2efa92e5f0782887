"""Reads the Dockerfile, .dockerignore and docker-compose.yml, as far as this project uses them, so
that the tests run what is written there and not a copy of it."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.processes import ROOT

VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}")
ASSIGNMENT = re.compile(r"#?([A-Z][A-Z_]+)=(.*)")


class Missing(Exception):
    """Compose refuses to start: a required variable is empty."""


class Dockerfile:
    """The instructions of the last stage, which is the image."""

    def __init__(self, text: str) -> None:
        code = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
        lines = re.sub(r"\\\n\s*", "", code).splitlines()
        every = [tuple(line.split(None, 1)) for line in lines if line.strip()]
        starts = [at for at, (name, _) in enumerate(every) if name == "FROM"]
        self.stages = len(starts)
        self.builder = every[: starts[-1]]
        self.instructions = every[starts[-1] :]

    def all(self, name: str) -> list[str]:
        return [rest for instruction, rest in self.instructions if instruction == name]

    def one(self, name: str) -> str:
        (rest,) = self.all(name)
        return rest

    @property
    def environment(self) -> dict[str, str]:
        pairs = [word for rest in self.all("ENV") for word in shlex.split(rest)]
        return dict(pair.split("=", 1) for pair in pairs)

    @property
    def copies(self) -> list[tuple[list[str], str]]:
        """(sources, target) of what comes from the project's folder."""
        found = [shlex.split(rest) for rest in self.all("COPY")]
        return [(words[:-1], words[-1]) for words in found if not words[0].startswith("--")]

    @property
    def health(self) -> list[str]:
        return json.loads(self.one("HEALTHCHECK").partition("CMD ")[2])

    def copy_to(self, folder: Path, ignored: "Ignored") -> None:
        """What the image's working folder holds before anything runs in it."""
        for sources, target in self.copies:
            for source in sources:
                whole = ROOT / source
                files = [whole] if whole.is_file() else (f for f in whole.rglob("*") if f.is_file())
                for file in files:
                    path = file.relative_to(ROOT).as_posix()
                    name = source if whole.is_file() else file.relative_to(whole)
                    copy = folder / target / name
                    if path not in ignored:
                        copy.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copy(file, copy)


class Ignored:
    """Paths that are kept from the build: the last pattern that matches one decides."""

    def __init__(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines()]
        rules = [line for line in lines if line and not line.startswith("#")]
        self.rules = [
            (not rule.startswith("!"), _expression(rule.removeprefix("!"))) for rule in rules
        ]

    def __contains__(self, path: str) -> bool:
        ignored = False
        parts = path.split("/")
        names = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]  # its folders, too
        for ignores, expression in self.rules:
            if any(expression.fullmatch(name) for name in names):
                ignored = ignores
        return ignored


def _expression(pattern: str) -> re.Pattern[str]:
    translated = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.compile(translated)


def environment_file(text: str, **required: str) -> dict[str, str]:
    """Every variable that the example names, also those that it only suggests."""
    found = (ASSIGNMENT.fullmatch(line) for line in text.splitlines())
    return {match[1]: match[2] for match in found if match} | required


def compose(text: str, variables: dict[str, str]) -> dict[str, Any]:
    """The file as Compose understands it. Raises Missing."""

    def value(match: re.Match[str]) -> str:
        name, kind, otherwise = match.groups()
        if name is None:
            return "$"
        if kind == "?" and not variables.get(name):
            raise Missing(f"{name}: {otherwise}")
        return variables.get(name) or otherwise or ""

    def interpolated(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: interpolated(inner) for key, inner in part.items()}
        if isinstance(part, list):
            return [interpolated(inner) for inner in part]
        return VARIABLE.sub(value, part) if isinstance(part, str) else part

    return interpolated(yaml.safe_load(text))


def asked_for(text: str) -> set[str]:
    """The variables that the file takes from .env."""
    return {match[1] for match in VARIABLE.finditer(text) if match[1]}


def files_in(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


COMPOSE = (ROOT / "docker-compose.yml").read_text()
IMAGE = Dockerfile((ROOT / "Dockerfile").read_text())
IGNORED = Ignored((ROOT / ".dockerignore").read_text())
REQUIRED = {"SECRET_KEY": "a1", "ENCRYPTION_KEY": "b2", "POSTGRES_PASSWORD": "c3"}
# With all that the example only suggests: a site with a name of its own, under https.
ENVIRONMENT = environment_file((ROOT / ".env.example").read_text(), **REQUIRED)
PRODUCT = compose(COMPOSE, ENVIRONMENT)
SERVICES = PRODUCT["services"]
PROCESSES = ("web", "live", "relay", "relay-live", "worker", "models", "beat")
OURS = {*PROCESSES, "migrate"}
