"""Steps that many journeys take."""

import email
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default

from playwright.sync_api import Locator, Page, expect

from tests.e2e.content import PASSWORD
from tests.shared_product import Product
from tests.stack import eventually

NO_SCRIPTS = {"java_script_enabled": False}
ANSWERS = "Technical support"  # where an answer can be accepted
TEXT = "It only *blinks*."
END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"


def reload_until_visible(page: Page, line: Locator) -> None:
    """Load the page again until it shows this: while Redis does not answer in time, visitors' pages
    may be half a minute old."""

    def is_there() -> bool:
        if not line.is_visible():
            page.reload()
        return line.is_visible()

    eventually(is_there)


# -- accounts --------------------------------------------------------------------------------
def sign_up(page: Page, product: Product, name: str) -> None:
    """Fill in the form, and open the link in the mail."""
    page.goto("/accounts/signup/")
    fill_sign_up(page, name)
    confirm(page, product, name)


def fill_sign_up(page: Page, name: str) -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")


def confirm(page: Page, product: Product, name: str) -> None:
    page.goto(link_for(product, name))
    page.get_by_role("button", name="Confirm email address").click()
    expect(page.locator(".me .avatar")).to_be_visible()


def link_for(product: Product, name: str) -> str:
    """What the mail leads to. A name may end as another does: the address is compared whole."""
    address, found = f"{name}@example.org", []

    def has_come() -> bool:
        for mail in sent(product):
            if address in [to.addr_spec for to in mail["To"].addresses]:
                text = mail.get_content()
                found.extend(re.findall(r"https?://[^/\s]+(/accounts/confirm-email/\S+)", text))
        return bool(found)

    eventually(has_come)
    return found[-1]


def sent(product: Product) -> Iterator[EmailMessage]:
    """What was sent. A demonstration's file may hold several mails, the last half written."""
    for path in (product.data / "mail").glob("*.log"):
        for written in path.read_bytes().split(END_OF_MAIL)[:-1]:
            yield email.message_from_bytes(written.lstrip(), policy=default)


def prove_it_is_me(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def sign_out(page: Page) -> None:
    page.locator("details.mine summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def with_password(page: Page, name: str, password: str = PASSWORD) -> None:
    """From the page that asks who one is.

    All journeys come from one address, which may send six wrong passwords a minute and sign up ten
    times an hour: who need not show that gets a prepared member.
    """
    page.get_by_label("Email or username").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


# -- topics ----------------------------------------------------------------------------------
def begin(page: Page, title: str, text: str = TEXT, *, category: str = ANSWERS) -> str:
    """Begin a topic; return its address."""
    page.goto("/new-topic/")
    return post_topic(page, title, text, category=category)


def post_topic(page: Page, title: str, text: str = TEXT, *, category: str = ANSWERS) -> str:
    """The same, from the page with its form."""
    page.get_by_label("Title").fill(title)
    page.get_by_label("Category").select_option(label=category)
    page.locator("textarea[name=source]").fill(text)
    page.get_by_role("button", name="Post topic").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url.split("#")[0]


def reply(page: Page, text: str) -> None:
    page.locator("#reply textarea").fill(text)
    page.locator("#reply").get_by_role("button", name="Reply", exact=True).click()
    expect(post_with(page, text)).to_be_visible()


def post_with(page: Page, text: str) -> Locator:
    return page.locator("article.post", has_text=text).last
