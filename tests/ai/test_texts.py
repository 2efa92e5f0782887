"""What models read of a text, and in which language it is."""

import pytest

from community.ai.language import detected
from community.ai.texts import LONGEST, readable
from community.kernel.markdown import render

SOURCE = """
Hello **world**: the `worker` is slow 😀, see [the guide](https://example.com/x) of @ann.

> somebody's quote

[quote="ann, post:1, topic:2"]
somebody else's words
[/quote]

||the butler|| did it

```python
print("terrible")
```

    indented = "horrible"

| name | count |
|---|---|
| hate | 2 |

- first point
- [ ] a task

2026-01-01 12:00:00 worker died
[12:00:01] again
ERROR: it failed
Traceback (most recent call last):
  File "x.py", line 1
app.errors.BrokenError: awful
$ rm -rf /

![a picture](https://example.com/a.png)

https://example.com/page

It costs 5 < 6 &amp; more[^1].

中文文本。日本語

[^1]: A note.
"""
READ = """
Hello world: the is slow 😀, see the guide of @ann.
the butler did it
first point
a task
It costs 5 < 6 & more.
中文文本。日本語
A note.
"""


def test_what_the_author_says_is_read_without_code_quotes_and_logs():
    assert readable(render(SOURCE)) == READ.strip()


def test_only_the_beginning_is_read():
    assert len(readable(render("word " * 500))) in {LONGEST, LONGEST - 1}
    assert readable(render("one two three"), most=7) == "one two"


@pytest.mark.parametrize("source", ["", "```\nonly code\n```", "> only a quote", "`x`", "---"])
def test_nothing_is_left_of_what_has_no_words_of_its_author(source):
    assert readable(render(source)) == ""


def test_a_text_without_tags_is_read_as_it_is():
    assert readable("notes.txt") == "notes.txt"
    assert readable("https://example.com/") == ""


ENGLISH = [
    "kill a stuck process", "fixed the critical bug", "npm install hangs forever", "LGTM", "+1 👍",
    "Nginx returns 502 bad gateway", "Postgres replication lag alerts", "Broken link in README",
    "I love it", "This is terrible, I am leaving.",
]  # fmt: skip
OTHERS = {
    "de": ["Ich kann mich nicht mehr anmelden", "Das ist alles Mist", "Docker startet nicht"],
    "fr": ["Le serveur ne démarre pas", "C'est vraiment nul"],
    "es": ["No puedo iniciar sesión", "El servidor no arranca"],
    "pt": ["O servidor não inicia"],
    "ja": ["ログインできません", "はい"],
    "zh": ["我无法登录我的账户", "谢谢"],
    "ko": ["로그인할 수 없습니다"],
}


def test_a_technical_text_of_an_author_who_writes_english_is_english():
    assert {detected(text, "en") for text in ENGLISH} == {"en"}


@pytest.mark.parametrize("code", OTHERS)
def test_a_text_may_contradict_what_its_author_said(code):
    assert [detected(text, "en") for text in OTHERS[code]] == [code] * len(OTHERS[code])
    assert detected("This is terrible, I am leaving.", code) == "en"


def test_what_says_nothing_is_in_the_language_that_its_author_or_else_the_site_uses(settings):
    for text in ("", "😀", "404", "Hi all", "ok"):
        assert detected(text, "pt-br") == "pt"
        assert detected(text) == "en"

    settings.LANGUAGE_CODE = "zh-hans"
    assert detected("ok") == "zh"
    assert detected("Thank you so much, it works again.") == "en"
