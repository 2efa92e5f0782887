"""What mail programs read: who an email is from, what it belongs to, how one unsubscribes."""

from email.utils import formataddr, make_msgid, parseaddr

from django.conf import settings
from django.utils.translation import gettext

from community.kernel.subjects import Subject


def domain() -> str:
    """The host in the IDs of our emails: that of the sender."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def new_message_id() -> str:
    return make_msgid(domain=domain())


def root_id(context: Subject) -> str:
    """The ID that all emails of one thread refer to, so that mail programs show them together.
    No email has it."""
    return f"<{context.kind}.{context.id}@{domain()}>"


def sender(name: str = "") -> str:
    """The site's address, with a member's name in front if the email is of what one member did."""
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    site = own_name or settings.SITE_NAME
    if not name:
        return formataddr((site, address))
    via = gettext("%(member)s via %(site)s") % {"member": name, "site": site}
    return formataddr((via, address))


def list_id(name: str, title: str) -> str:
    """What filters of mail programs sort by (RFC 2919)."""
    return formataddr((title, f"{name}.{domain()}"))


JOINERS = "\u200c\u200d"  # within words of Persian and Hindi, and within emoji


def one_line(text: str, most: int = 200) -> str:
    """The text as a header can have it: control characters would begin another header."""
    words = " ".join("".join(c if c.isprintable() or c in JOINERS else " " for c in text).split())
    return words if len(words) <= most else words[: most - 1] + "…"


def subject(title: str, *, is_reply: bool) -> str:
    """Mail programs show one conversation if the subjects are the same but for this prefix."""
    prefix = "Re: " if is_reply else ""  # no translation: mail programs know this one
    return one_line(f"{prefix}[{settings.SITE_NAME}] {title}")


def threading(root: str, previous: str | None) -> dict[str, str]:
    """An answer to the member's last email of this thread, or to the thread itself."""
    return {
        "In-Reply-To": previous or root,
        "References": f"{root} {previous}" if previous else root,
    }


def unsubscribing(url: str) -> dict[str, str]:
    """One click in the mail program, by RFC 8058."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
