"""What the largest pictures that are taken cost.

    python -m tests.discussions.uploads.measured FOLDER

prints what became of each file of the folder, with its seconds, the most memory that the process
ever held (in MB) and what it held before the first.
"""

import json
import os
import sys
import time
from pathlib import Path

from tests.accounts.hostile_pictures import animation, gif, jpeg, peak, png, saved

LARGEST = {
    "png": lambda: png(6_300, 6_300),
    "png in 16 bits": lambda: png(6_300, 6_300, depth=16),
    "interlaced png": lambda: png(5_100, 5_100, interlaced=True),
    "png that is not reduced": lambda: png(5_119, 5_119),
    "wide png": lambda: png(12_000, 3_300),
    "high png": lambda: png(3_300, 12_000),
    "palette": lambda: png(6_300, 6_300, depth=8, colours=3),
    "jpeg": lambda: saved("JPEG", (7_300, 5_400), quality=90, subsampling=0),
    "jpeg that is not reduced": lambda: saved("JPEG", (5_100, 5_100), quality=90),
    "progressive": lambda: jpeg(4_400, 4_400, progressive=True),
    "in cmyk": lambda: saved("JPEG", (4_050, 4_050), mode="CMYK", progressive=True),
    "webp": lambda: saved("WEBP", (2_880, 2_880), mode="RGBA", lossless=True, method=0),
    "lossy webp": lambda: saved("WEBP", (2_880, 2_880), method=0),
    "avif": lambda: saved("AVIF", (3_500, 3_500), speed=10),
    "gif": lambda: gif((6_300, 6_300), (4_900, 4_900)),
    "moving gif": lambda: animation("GIF", (600, 600), frames=160),
    "moving webp": lambda: animation("WEBP", (600, 600), frames=160),
    "large frames": lambda: animation("GIF", (1_600, 1_600), frames=23),
    "small frames": lambda: gif((1_600, 1_600), (1, 1), frames=23),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
    import django  # noqa: PLC0415 - settings first

    django.setup()
    from community.discussions.uploads.checks.files import check_file  # noqa: PLC0415
    from community.discussions.uploads.encoding import encoded  # noqa: PLC0415
    from community.kernel.errors import RuleViolation  # noqa: PLC0415

    before, answers = peak(), {}
    for file in sorted(Path(sys.argv[1]).iterdir()):
        start = time.monotonic()
        try:
            with file.open("rb") as sent:
                checked = check_file(sent, "a")
            encoded(checked.content, checked.delays)
            said = "kept"
        except RuleViolation as error:
            said = str(error)
        answers[file.name] = (said, round(time.monotonic() - start, 1), peak())
    json.dump({"before": before, "peak": peak(), "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
