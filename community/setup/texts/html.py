"""The texts of HTML: what is between tags, and attributes that are shown or read aloud."""

from html.parser import HTMLParser

from community.setup.texts.words import Found, has_words, is_label, is_sentence, shortened

SHOWN = {
    *("alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription"),
    *("aria-valuetext", "label", "placeholder", "title"),
    # What scripts show: static/js/lib/confirm.js, composer.js, embed.js.
    *("data-confirm", "data-confirm-text", "data-kind", "data-label", "data-title"),
    *("data-empty", "data-placeholder", "hx-confirm", "hx-prompt"),
}
CODE_DATA = {"data-action", "data-controller", "data-icon", "data-key", "data-target"}
CODE = {"code", "kbd", "pre", "samp", "script", "style"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
DESCRIPTIONS = {"description", "og:description", "og:title", "twitter:title"}


class Texts(HTMLParser):
    """Collects the texts of the HTML that it is fed with."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []
        self._left_out = ""  # the element that is not for translation, and how deep in it we are
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read the attributes; remember what is left out."""
        if self._left_out:
            self._depth += tag == self._left_out
            return
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if has_words(value) and _is_shown(tag, name, given):
                self.found.append(Found(self.getpos()[0], f'{name}="{shortened(value)}"'))
        is_english = tag != "html" and given.get("lang") == "en"
        if tag not in VOID and (tag in CODE or is_english or given.get("translate") == "no"):
            self._left_out, self._depth = tag, 1

    def handle_endtag(self, tag: str) -> None:
        """Leave the element that is left out."""
        if tag == self._left_out:
            self._depth -= 1
            self._left_out = self._left_out if self._depth else ""

    def handle_data(self, data: str) -> None:
        """A text between tags, one line at a time."""
        if self._left_out:
            return
        first = self.getpos()[0]
        for number, line in enumerate(data.split("\n")):
            if has_words(line):
                self.found.append(Found(first + number, shortened(line)))


def texts(html: str) -> list[Found]:
    """The texts of it, with their lines."""
    reader = Texts()
    reader.feed(html)
    reader.close()
    return reader.found


def _is_shown(tag: str, name: str, given: dict[str, str]) -> bool:
    if name == "value":
        return tag == "input" and given.get("type") in {"button", "reset", "submit"}
    if name == "content":
        return tag == "meta" and (given.get("name") or given.get("property")) in DESCRIPTIONS
    is_read = is_sentence(given[name]) or is_label(given[name])
    return name in SHOWN or (name.startswith("data-") and name not in CODE_DATA and is_read)
