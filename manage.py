import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
    if sys.argv[1:2] == ["up"]:
        # What would stop the settings from being read is told in one line, too.
        from community.setup import preflight  # noqa: PLC0415

        preflight.early(Path(__file__).resolve().parent)
        # It runs as long as the product, and needs none of the apps.
        from community.setup import up  # noqa: PLC0415

        return up.main(sys.argv[2:])
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    return execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
