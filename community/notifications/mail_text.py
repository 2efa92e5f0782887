"""Posts as emails show them: without pictures and spoilers, and in plain text."""

from django.utils.translation import pgettext

from community.kernel.export import for_feeds

LONGEST = 15_000  # characters of a post's HTML: mail programs cut emails off at about 100 kB


def html_for_mail(markup: str, page: str) -> str:
    """A post's HTML for an email, or nothing if it is too long for one.

    Pictures become links, since loading one tells its server who reads the email, and when.
    `page` is the whole address of the post: spoilers are opened there.
    """
    from bs4 import BeautifulSoup  # noqa: PLC0415 - only workers need it

    soup = BeautifulSoup(for_feeds(markup, page), "html.parser")
    for picture in soup.find_all("img"):
        label = str(picture.get("alt") or pgettext("noun", "Image"))
        if picture.find_parent("a"):
            picture.replace_with(label)
        else:
            picture.replace_with(soup.new_tag("a", href=str(picture["src"]), string=label))
    shown = str(soup)
    return shown if len(shown) <= LONGEST else ""


def plain(markup: str) -> str:
    """HTML of `html_for_mail` as plain text. What it looks like is Markdown's, but for mentions: an
    address behind each name is in the way of who reads."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - only workers need it
    from markdownify import markdownify  # noqa: PLC0415

    soup = BeautifulSoup(markup, "html.parser")
    for link in soup.find_all("a"):
        if (name := link.get_text()).startswith("@"):
            link.replace_with(name)
    return markdownify(
        str(soup), heading_style="ATX", bullets="-",
        escape_asterisks=False, escape_misc=False, escape_underscores=False,
    ).strip()  # fmt: skip
