"""What a post can hold and how one reacts to it, with a real browser."""

import re

from playwright.sync_api import expect


def begin(page, text):
    page.goto("/new-topic/")
    page.get_by_label("Title").fill("What a post can hold")
    page.get_by_label("Category").select_option(index=1)
    page.locator('textarea[name="source"]').fill(text)
    page.locator('main button[type="submit"]').click()
    page.wait_for_selector("article.opening")


def test_a_spoiler_hides_until_it_is_opened_and_a_frame_waits_to_be_asked(reader, join):
    page = reader()
    join(page)
    asked = []
    page.route("**://www.youtube-nocookie.com/**", lambda r: (asked.append(1), r.abort()))

    begin(page, "It was ||the butler||.\n\nhttps://youtu.be/dQw4w9WgXcQ\n\n```python\nx = 1\n```")

    hidden = page.locator("details.spoiler span")
    expect(hidden).not_to_be_visible()
    page.locator("details.spoiler summary").click()
    expect(hidden).to_be_visible()
    expect(page.locator("figure.code button")).to_have_text("Copy")
    assert not asked
    page.locator("[data-play]").click()
    expect(page.locator("figure iframe[sandbox]")).to_be_visible()
    page.wait_for_timeout(300)
    assert asked


def test_a_reaction_is_chosen_changed_and_taken_back(reader, join):
    ana, ben = reader(), reader()
    join(ana)
    join(ben)
    begin(ana, "Who rides tomorrow?")
    ben.goto(ana.url)

    ben.locator("article.opening [data-add]").click()
    ben.locator(".menu button", has_text="Insightful").click()

    bar = ben.locator("article.opening .reactions")
    expect(bar.locator('[data-reaction="insight"]')).to_have_attribute("aria-pressed", "true")
    bar.locator("[data-like]").click()
    expect(bar.locator("[data-like]")).to_have_attribute("aria-pressed", "true")
    expect(bar.locator('[data-reaction="insight"]')).to_have_count(0)
    ben.reload()
    expect(bar.locator("[data-like]")).to_have_attribute("aria-pressed", "true")
    bar.locator("[data-like]").click()
    expect(bar.locator("[data-like]")).to_have_attribute("aria-pressed", "false")


def test_without_a_script_a_reaction_is_a_form(reader, join):
    ana = reader()
    join(ana)
    begin(ana, "Who rides tomorrow?")
    ben = reader(java_script_enabled=False)
    join(ben)
    ben.goto(ana.url)

    ben.locator("article.opening [data-add]").click()
    ben.locator('[data-reaction="agree"]').click()

    expect(ben.locator('[data-reaction="agree"]')).to_have_attribute("aria-pressed", "true")


def test_names_are_chosen_by_keyboard_and_words_are_quoted(reader, join):
    ana, ben = reader(), reader()
    name = join(ana)
    join(ben)
    begin(ana, "Hold the button for five seconds.")
    ben.goto(ana.url)
    field = ben.locator("#reply textarea")

    ben.locator("article.opening .prose p").select_text()
    ben.locator(".quote-this").click()
    said = "Hold the button for five seconds."
    quoted = re.compile(rf'\[quote="{name}, post:1, topic:\d+"\]\n{said}\n\[/quote\]\n\n')
    expect(field).to_have_value(quoted)
    field.press_sequentially(f"Thanks @{name[:-1]}")
    expect(ben.locator("#names [aria-selected=true]")).to_be_visible()
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
