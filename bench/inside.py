"""Runs a part of the benchmark inside a site: with its Python, its settings and its database.

    python inside.py MODULE FUNCTION < arguments.json > result.json

The site is whichever the environment names (DJANGO_SETTINGS_MODULE, PYTHONPATH, DATA_DIR), so the
same files work with another revision of the project and with another program.
"""

import importlib
import json
import os
import sys

import django

if __name__ == "__main__":
    django.setup()
    result = sys.stdout.fileno()
    answer = os.dup(result)
    os.dup2(sys.stderr.fileno(), result)  # what commands print is no result
    module, function = sys.argv[1:]
    given = json.load(sys.stdin)
    found = getattr(importlib.import_module(module), function)(**given)
    with os.fdopen(answer, "w") as output:
        json.dump(found, output)
