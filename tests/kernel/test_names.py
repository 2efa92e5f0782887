"""Names in texts of another place become whom they mean there, or only words."""

import pytest

from community.kernel.markdown import Known, rendering
from community.kernel.markdown.names import called, renamed

HERE = {"ana": "Ana_Ruiz", "bo.": ""}


def whose(name):
    return HERE.get(name.lower(), "")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Hi @ana, @cy: see @Ana.", r"Hi @Ana_Ruiz, \@cy: see @Ana_Ruiz."),
        ("`@ana` @cy", r"`@ana` \@cy"),
        (r"\`@cy\` and ``a ` @cy`` @cy", r"\`\@cy\` and ``a ` @cy`` \@cy"),
        ("`open @cy", r"`open \@cy"),
        ("> ```\n> @ana\n> ```\n> @cy", "> ```\n> @ana\n> ```\n> \\@cy"),
        ("- a\n\n      @cy\n\n    @cy", "- a\n\n      @cy\n\n    \\@cy"),
        ("https://a.b/?x=@cy <mailto:@cy> c@cy.org", "https://a.b/?x=@cy <mailto:@cy> c@cy.org"),
        ("谢谢@ana @anaさん", "谢谢@Ana_Ruiz @Ana_Ruizさん"),
        (r"\@cy @", r"\@cy @"),
    ],
)
def test_a_name_becomes_the_one_that_its_owner_has_here(source, said):
    assert renamed(source, whose) == said


def test_a_name_that_is_nobodys_calls_nobody_ever():
    asked = []

    def members(names):
        asked.extend(names)
        return dict.fromkeys(names, "/u/cy/")

    html = rendering(renamed("Ask @cy, `x` and *@cy*", whose), Known(members=members)).html

    assert (asked, html) == ([], '<p>Ask @cy, <code dir="ltr">x</code> and <em>@cy</em></p>\n')


def test_names_are_heard_with_what_may_be_their_end():
    assert called("Ask @ana.") == {"ana.", "ana"}
