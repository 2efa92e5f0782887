"""Files of this site in texts: what becomes of them, and that nobody else writes what we write."""

import re

import pytest
from django.utils.translation import override

from community.kernel.export import for_feeds, plain_text
from community.kernel.markdown import File, Known, in_language, render, rendering
from tests.kernel.test_markdown import ATTACKS
from tests.kernel.test_xss import found_in
from tests.kernel.xss import ATTACKS as CORPUS

KEY, OTHER = "0123456789abcdef" * 2, "f" * 32
AT = f"/files/{KEY}/a%20b.webp"
VARIANTS = [(690, f"/files/{KEY}/690.webp"), (1035, f"/files/{KEY}/1035.webp")]


def known(kind="picture", name="a b.webp", **more):
    def files(keys):
        assert keys <= {KEY, OTHER}
        return {KEY: File(kind=kind, url=AT, name=name, bytes=123_456, **more)}

    return Known(files=files)


def test_a_picture_keeps_its_place_and_leads_to_the_whole():
    big = known(width=2000, height=1500, variants=VARIANTS)

    html = render(f'![A *red*\n"bell"](/files/{KEY}/x.webp "Mine")', big)

    assert f'<a class="picture" href="{AT}" rel=' in html
    assert f'<img src="/files/{KEY}/690.webp" alt="A red &quot;bell&quot;" title="Mine"' in html
    assert 'width="690" height="518"' in html
    assert f'srcset="{VARIANTS[0][1]} 690w, {VARIANTS[1][1]} 1035w, {AT} 2000w"' in html
    assert 'sizes="(max-width: 690px) 100vw, 690px" loading="lazy"' in html


def test_a_small_picture_stands_as_it_is():
    html = render(f"![](/files/{KEY}/x.webp)", known(width=300, height=900, alt="A bell"))

    assert 'alt="A bell" width="187" height="560" loading="lazy"' in html  # not taller than a page
    assert "srcset" not in html


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("picture", f"[![x]({AT})](//e.org)", '<a href="//e.org" rel="nofollow ugc noopener"><img'),
        ("picture", f"[x]({AT})", f'<a href="{AT}" rel="nofollow ugc noopener">x</a>'),
        ("video", f"Look:\n![*x*]({AT})", f'src="{AT}"></video><figcaption><a href="{AT}"'),
        ("audio", f"![]({AT})", ">a b.webp</a></figcaption></figure>"),
        ("video", f"Look ![x]({AT}) here", f'Look <a class="file" href="{AT}"'),
        ("document", f"[a *b*]({AT})", '>a <em>b</em></a> <span class="by">120.6&nbsp;KB</span>'),
        ("document", f"![]({AT})", '>a b.webp</a> <span class="by">120.6&nbsp;KB</span>'),
        ("document", f"[a ![]({AT}) b](https://e.org)", ">a a b.webp b</a></p>"),
    ],
)  # fmt: skip
def test_each_kind_is_shown_as_it_is_used(kind, text, wanted):
    html = render(text, known(kind=kind))

    assert wanted in html
    assert not found_in(html)


def test_files_are_asked_for_once_and_only_if_there_are_any():
    asked = []
    place = Known(files=lambda keys: asked.append(keys) or {})

    render(f"![x]({AT}) [y](/files/{OTHER}/y.pdf)\n\n> ![x]({AT})", place)
    render(f"`{AT}` /files/ [x](/files/no-key/x)", place)

    assert asked == [{KEY, OTHER}]


def test_what_is_not_known_stays_what_it_was():
    text = f"![x]({AT}) [y](/files/{OTHER}/y.pdf)"

    assert render(text, Known(files=lambda _keys: {})) == render(text)
    assert f'<img src="{AT}" alt="x" loading="lazy">' in render(text)


def test_texts_without_files_are_rendered_as_before():
    """So no stored text has to be rendered again, and VERSION stays."""

    def files(_keys):
        raise AssertionError

    for text in (*ATTACKS, *CORPUS):
        html = render(text, Known(files=files))

        assert not re.search('<[^>]*(?:srcset=|sizes=|class="(?:file|picture)")', html)


@pytest.mark.parametrize("kind", ["picture", "video", "document"])
def test_nothing_in_a_name_or_an_alternative_text_can_run(kind):
    for sign in ('"', "<", ">", "&", "'", "\\", "\n", "onload=x", " ", "javascript:x"):
        name = f'{sign}"><script>alert(1)</script>{sign}'
        place = known(kind=kind, name=name, alt=name, width=900, height=9, variants=VARIANTS)

        for text in (f"![]({AT})", f"a ![]({AT})", f"[{sign}]({AT})", f'![{sign}]({AT} "{sign}")'):
            assert not found_in(render(text, place))


def test_only_our_own_shapes_pass_the_second_wall():
    bad = known(width=9999999, height=-5, variants=[(690, "https://elsewhere.example/690.webp")])

    html = render(f"![x](/files/{KEY}/x.webp)", bad)

    assert "srcset" not in html
    assert 'height="-5"' not in html


def test_elsewhere_it_has_whole_addresses():
    page = "https://here.example/t/a/1/"
    html = render(f"![A bell]({AT})", known(width=2000, height=1500, variants=VARIANTS))

    feed = for_feeds(html, page)

    assert f'<a href="https://here.example{AT}">' in feed
    assert f'src="https://here.example/files/{KEY}/690.webp"' in feed
    assert "srcset" not in feed
    assert plain_text(f"<p>See {html}</p>") == "See A bell"
    assert not rendering(f"![]({AT})", known()).is_blank


def test_sizes_are_written_in_the_readers_language():
    html = render(f"[x]({AT})", known(kind="document"))

    with override("de"):
        assert "120,6\u00a0KB" in in_language(html)
