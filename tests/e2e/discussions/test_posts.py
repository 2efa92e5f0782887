"""What a post can hold, and what becomes of it."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import name_of
from tests.e2e.steps import begin, post_with, reply


def test_a_spoiler_is_opened_and_a_video_is_asked_for_only_when_played(member):
    page = member()
    asked = []
    page.route("**://www.youtube-nocookie.com/**", lambda r: (asked.append(1), r.abort()))

    text = "It was ||the butler||.\n\nhttps://youtu.be/dQw4w9WgXcQ\n\n```python\nx = 1\n```"
    begin(page, "What a post can hold", text)

    hidden = page.locator("details.spoiler span")
    expect(hidden).not_to_be_visible()
    page.locator("details.spoiler summary").click()
    expect(hidden).to_be_visible()
    expect(page.locator("figure.code button")).to_have_text("Copy")
    assert not asked
    with page.expect_event("requestfailed"):
        page.locator("[data-play]").click()
    expect(page.locator("figure iframe[sandbox]")).to_be_visible()
    assert asked


def test_second_thoughts_nest_are_edited_restored_and_removed(member):
    ana = member()
    address = begin(ana, "Second thoughts", "One drawer with old parts. " * 8)
    reply(ana, "First words that stand here for a while.")
    post_with(ana, "First words").get_by_role("link", name="Reply").click()
    expect(ana.locator("#reply")).to_contain_text("Replying to")
    answered = post_with(ana, "First words").bounding_box()
    assert answered["y"] + answered["height"] <= ana.locator("#reply").bounding_box()["y"]
    reply(ana, "A thought about the thought.")
    expect(ana.locator(".replies article.post", has_text="about the thought")).to_be_visible()
    ana.get_by_role("link", name="By time").click()
    expect(ana.locator(".replies")).to_have_count(0)
    assert ana.url.startswith(address)

    # an earlier version is read and restored
    opening = ana.locator("article.post a[data-more]").first.get_attribute("href")
    ana.goto(f"{opening}edit/")
    ana.locator("textarea[name=source]").fill("Two shelves with new parts. " * 8)
    ana.get_by_role("button", name="Save").click()
    expect(post_with(ana, "Two shelves")).to_be_visible()
    ana.goto(f"{opening}history/")
    expect(ana.locator(".difference del").first).to_contain_text("One drawer")
    expect(ana.locator(".difference ins").first).to_contain_text("Two shelves")
    ana.get_by_role("button", name="Restore version 1").click()
    expect(ana.locator("article.post .prose").first).to_contain_text("One drawer")

    ana.goto(address)
    post_with(ana, "about the thought").get_by_label("More").click()
    ana.get_by_role("link", name="Edit", exact=True).click()
    ana.locator("textarea[name=source]").fill("Better words.")
    ana.get_by_role("button", name="Save").click()
    delete(ana, "Better words.")
    ana.get_by_role("button", name="Undo").click()
    expect(post_with(ana, "Better words.")).to_be_visible()
    delete(ana, "Better words.")
    expect(ana.get_by_text("deleted by its author")).to_be_hidden()  # nothing hangs on it
    ana.goto(address)
    expect(post_with(ana, "First words")).to_be_visible()
    expect(ana.get_by_text("Better words.")).to_have_count(0)


def delete(page, words):
    """With second thoughts: the first press only asks."""
    post_with(page, words).get_by_label("More").click()
    page.locator(".menu").get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete this post?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    expect(post_with(page, words)).to_be_visible()
    post_with(page, words).get_by_label("More").click()
    page.locator(".menu").get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text(words)).to_have_count(0)


# What a selection is quoted as reads the same: shown, quoted and shown again.
AGAIN = """async (source) => {
    const { sourceOf } = await import('/static/js/lib/source.js');
    const token = document.querySelector('#act [name=csrfmiddlewaretoken]').value;
    const shown = async (text) => {
        const body = new URLSearchParams({ source: text });
        const headers = { 'X-CSRFToken': token };
        const answer = await fetch('/preview/', { method: 'POST', body, headers });
        const box = document.createElement('div');
        box.innerHTML = await answer.text();
        return box.querySelector('.prose');
    };
    const range = document.createRange();
    const first = await shown(source);
    range.selectNodeContents(first);
    const second = await shown(sourceOf(range));
    const plain = ({ innerHTML }) => innerHTML.replaceAll(' disabled=""', '')
        .replace(/\\s+/g, ' ').replace(/ ?(<[^>]+>) ?/g, '$1');
    return [plain(first), plain(second)];
}"""
QUOTED = [
    r"snake_case, *em*, **bo_ld**, `a|b`, ``x ` y``, ~~no~~ ~~~ 5 * 3 * 2 ||sp|| a|b, ***both***",
    "````\n```\ncode\n```\n````\n\n```python\nif a:\n\n    b\n```",
    r"""\*not em\* \# x

\# no heading

1\. no list

a\
\- b\
\* c

\[x\](y) \[quote=a\] &amp;amp; \<b\> https\://example.org""",
    "| a | b |\n|:--|--:|\n| `x\\|y` | **z** \\| q |",
    "3. three\n4. four\n   - nested\n\n   ```\n   code\n   ```\n5. five\n\n- [x] done\n- [ ] not",
    '> quote\n> - list\n\n[quote="ana, post:1, topic:1"]\nhi *there*, @admin\n[/quote]',
    '[details="The log"]\n```\n[/details]\n```\n[/details]',
    "<https://example.org/a_b> [li*nk*](https://example.org/(x)) ![al[t]](https://example.org/i.png)",
]


def test_names_are_chosen_by_keyboard_and_words_are_quoted(member):
    said = "Hold the button for five seconds."
    ana, ben = member(), member()
    name = name_of(ana)
    ben.goto(begin(ana, "Whom I mean", said))
    field = ben.locator("#reply textarea")

    ben.locator("article.opening .prose p").select_text()
    ben.locator(".quote-this").click()
    quoted = re.compile(rf'\[quote="{name}, post:1, topic:\d+"\]\n{said}\n\[/quote\]\n\n')
    expect(field).to_have_value(quoted)
    for source in QUOTED:
        first, second = ben.evaluate(AGAIN, source)
        assert first == second

    field.press_sequentially(f"Thanks @{name[:-1]}")
    expect(ben.locator("#names [aria-selected=true]")).to_be_visible()
    typed = field.bounding_box()
    assert ben.locator("#names").bounding_box()["y"] < typed["y"] + typed["height"]
    ben.locator("#names li", has_text=name).first.wait_for()
    while ben.locator("#names [aria-selected=true]").get_attribute("data-name") != name:
        field.press("ArrowDown")
    field.press("Enter")
    field.press("Control+Enter")

    answer = ben.locator("article.post:not(.opening)")
    expect(answer.locator("blockquote.quote cite a")).to_have_text(f"{name} wrote")
    expect(answer.locator("a.mention")).to_have_text(f"@{name}")
    ana.goto("/my/mentions/")
    expect(ana.locator("main .row")).to_have_count(1)


def test_a_reaction_is_chosen_changed_and_taken_back(member):
    ana, ben = member(), member()
    ben.goto(begin(ana, "Who rides tomorrow?"))

    add, menu = ben.locator("article.opening [data-add]"), ben.locator(".menu[popover]")
    add.click()
    assert abs(menu.bounding_box()["x"] - add.bounding_box()["x"]) < 2
    menu.get_by_role("button", name="Insightful").click()

    bar = ben.locator("article.opening .reactions")
    expect(bar.locator('[data-reaction="insight"]')).to_have_attribute("aria-pressed", "true")
    bar.locator("[data-like]").click()
    expect(bar.locator("[data-like]")).to_have_attribute("aria-pressed", "true")
    expect(bar.locator('[data-reaction="insight"]')).to_have_count(0)
    ben.reload()
    expect(bar.locator("[data-like]")).to_have_attribute("aria-pressed", "true")
    bar.locator("[data-like]").click()
    expect(bar.locator("[data-like]")).to_have_attribute("aria-pressed", "false")
