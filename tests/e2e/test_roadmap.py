"""From a wish to its release: the roadmap, also on another site, and who hears of the release."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import expect

from tests.e2e.conftest import name_of
from tests.e2e.looks.looking import looks_right

PREPARE = """
from datetime import date
from community.accounts.models import User
from feedback.boards.actions import create_board
from feedback.ideas.actions import submit_idea
from feedback.roadmap.actions import set_eta
from tests.feedback.statuses import with_status
admin, wisher = (User.objects.get(username=name) for name in ("admin", {wisher!r}))
board = create_board(title="Journeys", slug="journeys", by=admin)
titles = {{"Offline routes": "planned", "Copy a day of a tour": "completed"}}
for title, category in titles.items():
    made = submit_idea(board=board, title=title, source="So that the *phone* can rest.", by=wisher)
    with_status(made, category)
    set_eta(idea=made, eta_date=date(2031, 8, 5), by=admin)
"""


@contextmanager
def site_that_frames(url):
    """A page of another origin than the product's, which is localhost."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            if self.path == "/":
                self.wfile.write(f'<iframe src="{url}"></iframe>'.encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_wish_is_on_the_roadmap_and_its_release_is_told(reader, member, product, prepared):
    wisher = member()
    script = PREPARE.format(wisher=name_of(wisher))
    product.run("manage.py", "shell", "--no-imports", "-c", script)
    admin = reader("/roadmap/?board=journeys", session=prepared["sessions"]["admin"])

    expect(admin.locator("section", has_text="Planned")).to_contain_text("Offline routes")
    expect(admin.locator(".plan", has_text="Offline routes")).to_contain_text("Q3 2031")
    looks_right(admin)
    admin.get_by_role("link", name="By quarter").click()
    expect(admin.get_by_role("heading", level=2, name="Q3 2031")).to_be_visible()

    with site_that_frames(f"{product.url}/roadmap/embed/?board=journeys") as elsewhere:
        other_site = reader(elsewhere)
        framed = other_site.frame_locator("iframe").get_by_role("link", name="Offline routes")
        expect(framed).to_be_visible()
        with other_site.expect_popup() as opened:
            framed.click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Offline routes")

    admin.goto("/releases/new/")
    admin.get_by_label("Version").fill("5.0")
    admin.get_by_label("Title").fill("Days travel along")
    admin.get_by_label("Board").select_option("Journeys")
    admin.get_by_role("button", name="Create draft").click()
    first = admin.get_by_role("group", name="Line 1")
    expect(first.get_by_label("Text")).to_have_value("Copy a day of a tour")
    first.get_by_label("Type").select_option("Improved")
    admin.get_by_label("Release notes (optional)").fill("Into *another* tour.")
    looks_right(admin)
    admin.get_by_role("button", name="Save and preview").click()
    expect(admin.locator(".changes")).to_contain_text("Improved")
    admin.get_by_text("Publish…").click()
    expect(admin.get_by_text("1 person who voted")).to_be_visible()
    looks_right(admin)
    admin.get_by_role("button", name="Publish release").click()
    expect(admin.get_by_text("Publish…")).to_have_count(0)

    visitor = reader("/releases/")
    expect(visitor.locator(".release", has_text="Days travel along")).to_contain_text("Improved")
    looks_right(visitor)
    wisher.goto("/notifications/")
    expect(wisher.get_by_role("link", name="5.0: Days travel along")).to_be_visible()
