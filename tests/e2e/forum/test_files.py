"""Files are added to posts: chosen, dropped and pasted, with scripts and without."""

import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.looks.looking import looks_right
from tests.e2e.steps import NO_SCRIPTS, begin

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def png(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "PNG")
    return out.getvalue()


def chosen(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


BRING = """(field, [event, name, content, words]) => {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, { type: 'image/png' }));
    for (const [type, said] of Object.entries(words)) data.setData(type, said);
    const about = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
    const made = event === 'paste' ? new ClipboardEvent(event, about) : new DragEvent(event, about);
    field.dispatchEvent(made);
}"""


def bring(field, event: str, name: str, content: bytes, **words: str) -> None:
    said = {f"text/{kind}": text for kind, text in words.items()}
    field.evaluate(BRING, [event, name, base64.b64encode(content).decode(), said])


@contextmanager
def held_back(page: Page) -> Iterator[None]:
    """What is uploaded meanwhile arrives when this ends."""
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        waiting.append(route)

    page.route("**/api/v1/uploads/", keep)
    yield
    for route in waiting:
        route.continue_()
    page.unroute("**/api/v1/uploads/")


def test_files_are_chosen_dropped_and_pasted_described_and_seen_by_who_may_read(
    member, reader, prepared
):
    ana = member()
    begin(ana, "A lamp in pictures")
    form = ana.locator("#reply")
    text, rows = form.locator("textarea"), form.locator(".upload")
    files = form.locator("input[type=file]")
    text.fill("See here.")

    # nothing is sent before all is there
    with held_back(ana):
        files.set_input_files(
            [chosen("lamp [1].png", png("red")), chosen("log.csv", b"a,b\n1,2\n")]
        )
        placed = r"^See here\.\n\n\[Uploading lamp .*\n\n\[Uploading log"
        expect(text).to_have_value(re.compile(placed))
        form.get_by_role("button", name="Reply", exact=True).click()
        expect(form.locator("[data-uploads] [role=status]")).to_contain_text("Wait until all")
        expect(form.get_by_role("button", name=re.compile("Cancel: lamp"))).to_be_focused()
    expect(text).to_have_value(
        re.compile(r"^See here\.\n\n!\[\]\(/files/\w+/lamp.*\.webp\)\n\n\[log\.csv\]\(/files/.*\)")
    )

    # what is refused says why, and leaves nothing in the text
    files.set_input_files([chosen("drawing.svg", SVG)])
    expect(rows.filter(has_text="drawing.svg")).to_contain_text("can contain scripts")
    expect(text).not_to_have_value(re.compile("drawing|uploading"))
    expect(form.get_by_role("button", name=re.compile("Retry"))).to_have_count(0)
    form.get_by_role("button", name="Remove: drawing.svg").click()
    expect(rows).to_have_count(2)

    bring(text, "drop", "dropped.png", png("green"))
    bring(text, "paste", "cells.png", png("blue"), plain="Cells", html="<b>Cells</b>")
    bring(text, "paste", "pasted.png", png("blue"), plain="pasted.png")  # from a folder
    expect(rows).to_have_count(4)
    expect(text).to_have_value(
        re.compile(r"dropped\.webp\)[^]*pasted\.webp\)".replace("[^]", r"[\s\S]"))
    )
    form.get_by_role("button", name="Remove: dropped.png").click()
    expect(text).not_to_have_value(re.compile("dropped"))

    # words for who does not see it
    ana.get_by_label("Alternative text of lamp [1].png").fill("A *red* lamp")
    expect(text).to_have_value(re.compile(r"!\[A \\\*red\\\* lamp\]\(/files/"))
    expect(form.locator(".preview img").first).to_have_attribute("alt", "A *red* lamp")
    ana.get_by_label("Alternative text of lamp [1].png").press("Enter")
    expect(text).to_be_focused()
    form.get_by_role("button", name="Reply", exact=True).click()

    posted = ana.locator("article.post", has_text="See here.").last
    expect(posted.locator(".picture img")).to_have_count(2)
    expect(posted.locator("a.file")).to_have_text("log.csv")
    visitor = reader(ana.url.split("#")[0])
    expect(visitor.get_by_alt_text("A *red* lamp")).to_be_visible()
    assert visitor.get_by_alt_text("A *red* lamp").evaluate("(image) => image.decode()") is None

    goes_on_at_its_end(ana, posted)

    # in a private place it is for those who may read there
    staff = reader("/", session=prepared["sessions"]["admin"])
    staff.goto("/new-topic/")
    staff.locator("input[type=file]").set_input_files([chosen("secret.png", png("black"))])
    field = staff.locator("textarea[name=source]")
    expect(field).to_have_value(re.compile(r"secret\.webp"))
    source = field.input_value()
    begun = begin(staff, "A lamp in the dark", source, category="Moderators' room")
    hidden = urljoin(begun, str(staff.locator(".picture").get_attribute("href")))
    assert staff.request.get(hidden).status == 200
    assert visitor.request.get(hidden).status == ana.request.get(hidden).status == 404


def goes_on_at_its_end(ana: Page, post: Locator) -> None:
    """A text that is edited; what was said of a picture is kept with it."""
    ana.goto(f"/posts/{post.get_attribute('data-post')}/edit/")
    ana.locator("main input[type=file]").set_input_files([chosen("last.png", png("white"))])
    expect(ana.locator("main textarea")).to_have_value(
        re.compile(r"See here\.[\s\S]*/last\.webp\)")
    )
    ana.goto("/my/files/")
    expect(ana.locator(".thumb img[alt='A *red* lamp']")).to_have_count(1)
    looks_right(ana)


def test_without_scripts_a_file_is_uploaded_first_and_its_markdown_copied(member):
    ana = member(**NO_SCRIPTS)
    ana.goto("/new-topic/")
    expect(ana.get_by_role("toolbar")).to_have_count(0)
    with ana.context.expect_page() as opened:  # what is written already stays in its own
        ana.get_by_role("main").get_by_role("link", name="Add files").click()
    files = opened.value
    files.locator("input[type=file]").set_input_files([chosen("lamp.png", png("red"))])
    files.get_by_role("button", name="Upload").click()
    expect(files.get_by_role("heading", name="Uploaded files")).to_be_visible()
    markdown = re.search(r"!\[[^\]]*\]\(/files/\w+/lamp\.webp\)", files.content())

    begin(ana, "A lamp, plainly", markdown[0])

    expect(ana.locator(".picture img")).to_be_visible()

    # a file that no post has is deleted, however often that is clicked
    ana.goto("/my/files/")
    ana.locator("input[type=file]").set_input_files([chosen("other.png", png("blue"))])
    ana.get_by_role("button", name="Upload").click()
    ana.get_by_role("button", name="Delete").dblclick()
    expect(ana.get_by_role("heading", name="My files")).to_be_visible()
    expect(ana.get_by_text("other.webp")).to_have_count(0)
