"""Takes the pictures in docs/pictures anew, of the demonstration and nothing else."""

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from community.setup.embedded import PostgreSQL, Valkey  # noqa: E402
from tests.e2e.conftest import FLAGS, NAMES  # noqa: E402
from tests.stack import Up  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
TYPED = """My fence leans **four degrees** to the south-west, and so does all that hangs on it.

| | leaning | level |
|---|---:|---:|
| drizzle | 3.1 | 3.2 |
| storm | 11.8 | 14.0 |

Is it better to lean *away* from the wind?
"""
SIZES = {"wide": (1280, 860), "narrow": (360, 780)}


@dataclass(frozen=True)
class Picture:
    """What is shown, from the list of topics on: `find` leads there."""

    find: Callable[[Page], None]
    is_member: bool = False
    size: str = "wide"
    scheme: str = "light"


def stay(page: Page) -> None:
    """The list itself."""


def go(address: str) -> Callable[[Page], None]:
    return lambda page: follow(page, address)


def follow(page: Page, address: str) -> None:
    page.goto(page.url.rstrip("/") + address)


def topic(title: str) -> Callable[[Page], None]:
    """The topic of this title, by the list of all that are worth reading."""

    def find(page: Page) -> None:
        follow(page, "/top/?period=all")
        page.locator("li.row.topic h3 a", has_text=title).first.click()

    return find


def new_topic(page: Page) -> None:
    follow(page, "/new-topic/")
    page.get_by_label("Title").fill("Which way should a rain gauge lean, if it must?")
    page.get_by_label("Category").select_option(label="General")
    page.get_by_role("combobox", name="Tags").fill("rain-gauge, siting")
    page.get_by_label("Text", exact=True).fill(TYPED)
    page.locator(".preview table").wait_for()


SHOWN = {
    "home": Picture(stay, is_member=True),
    "home-dark-narrow": Picture(stay, is_member=True, size="narrow", scheme="dark"),
    "topic": Picture(topic("Every hour at ten to the hour")),
    "topic-dark-narrow": Picture(topic("Measuring a hill"), size="narrow", scheme="dark"),
    "categories": Picture(go("/categories/")),
    "member": Picture(go("/u/Erika_Mustermann/")),
    "new-topic": Picture(new_topic, is_member=True, scheme="dark"),
}


def take(browser: Browser, address: str, password: str, name: str, picture: Picture) -> None:
    """One picture, in a browser of its own, with as few colours as nobody misses."""
    width, height = SIZES[picture.size]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(f"{address}/")
    if picture.is_member:
        page.goto(f"{address}/accounts/login/")
        page.locator("input[name=login]").fill("admin")
        page.locator("input[name=password]").fill(password)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(f"{address}/")
    picture.find(page)
    page.wait_for_load_state("networkidle")
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    with_few_colours(drawn).save(PICTURES / f"{name}.png", optimize=True)
    page.close()


def with_few_colours(drawn: Image.Image) -> Image.Image:
    """The commonest colours as they are, so that paper stays paper; the rest by nearness."""
    counted = sorted(drawn.getcolors(1 << 24) or [], reverse=True)
    exact = [channel for _count, colour in counted[:56] for channel in colour]
    spread = drawn.quantize(200, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*exact, *spread][: 256 * 3])
    return drawn.quantize(palette=palette, dither=Image.Dither.NONE)


def main() -> None:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise SystemExit("No Chromium found: install one (apt install chromium).")
    folder = Path(tempfile.mkdtemp(prefix="community-pictures-"))
    folder.chmod(0o755)
    up = Up(folder / "data")
    try:
        up.until_ready()
        told = re.search(r"Password: (\S+)", "".join(up.out))
        if told is None:
            raise SystemExit("The demonstration told no password.")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for name, picture in SHOWN.items():
                take(browser, f"http://localhost:{up.port}", told[1], name, picture)
            browser.close()
    finally:
        up.end(2)
        for server in (PostgreSQL(folder / "data"), Valkey(folder / "data")):
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
