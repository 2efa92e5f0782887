"""django-spirit in a virtual environment of its own."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

from sites import BENCH, ROOT, Program

ENVIRONMENT = ROOT / ".venv-spirit"
VERSION = "0.14.3"


def spirit() -> Program:
    """Install it, once; it is served by the same server as ours."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        packages = ["psycopg2-binary", f"granian=={metadata.version('granian')}"]
        packages.append(f"django-spirit=={VERSION}")
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    return Program(
        root=BENCH / "peer",
        python=python,
        settings="spirit_settings",
        fill="spirit_fill",
        interface="wsgi",
        application="spirit_wsgi:application",
        version=versions(python),
        is_ours=False,
    )


def versions(python: Path) -> str:
    """Of what is installed there."""
    code = (
        "import platform; from importlib.metadata import version;"
        "print(*(f'{n} {version(n)}' for n in ('django-spirit', 'django', 'granian')),"
        " f'Python {platform.python_version()}', sep=', ')"
    )
    found = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return found.stdout.strip()
