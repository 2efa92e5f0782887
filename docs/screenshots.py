"""Takes the pictures in docs/pictures anew, of the demonstration and nothing else."""

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from community.setup.embedded import PostgreSQL, Valkey  # noqa: E402
from tests.e2e.conftest import FLAGS, NAMES  # noqa: E402
from tests.stack import Up  # noqa: E402

PICTURES = {  # name: (width, height, scheme, what is shown)
    "home": (1280, 860, "light", "/"),
    "topic": (1280, 1100, "light", "topic"),
    "topic-dark-narrow": (360, 780, "dark", "topic"),
}


def main() -> None:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise SystemExit("No Chromium found: install one (apt install chromium).")
    folder = Path(tempfile.mkdtemp(prefix="community-pictures-"))
    folder.chmod(0o755)
    up = Up(folder / "data")
    try:
        up.until_ready()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for name, (width, height, scheme, shown) in PICTURES.items():
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page.goto(f"http://localhost:{up.port}/")
                if shown == "topic":
                    solved = page.locator("li.row.topic", has=page.get_by_label("Solved")).first
                    page.goto(page.url + (solved.locator("h3 a").get_attribute("href") or "")[1:])
                page.wait_for_load_state("networkidle")
                page.screenshot(path=ROOT / "docs" / "pictures" / f"{name}.png")
            browser.close()
    finally:
        up.end(2)
        for server in (PostgreSQL(folder / "data"), Valkey(folder / "data")):
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
