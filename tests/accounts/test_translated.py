"""What accounts says in the reader's language beside its pages and emails, which
tests/architecture/test_translated.py reads. In the pseudo-language every text is in ⟦ ⟧."""

import re

import pytest
from django.utils.translation import override

from community.accounts.models import Group, Invitation, Token
from community.accounts.oauth.actions import MOST_REDIRECTS, RedirectNeeded
from community.accounts.people.actions import NameTaken
from community.kernel.pseudo import ACCENTED

pytestmark = pytest.mark.django_db


def left_in_english(text):
    """The words outside of brackets, however deep these are in each other."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = less
    return re.findall(r"[A-Za-z]{2,}", text)


def test_a_refusal_has_no_english_left():
    with override(ACCENTED):
        several = str(RedirectNeeded()), str(NameTaken()), str(NameTaken(free=["ana-2"]))

    assert [left_in_english(text) for text in several] == [[], [], []]
    assert str(MOST_REDIRECTS) in several[0]
    assert str(NameTaken(free=["ana-2"])) == "This username is taken. Available: ana-2."


def test_a_state_is_a_code_for_programs_and_a_text_for_people():
    with override(ACCENTED):
        assert Token().state == "live"
        assert left_in_english(str(Token().state.label)) == []
        assert str(Invitation.State.OPEN) == "open"
    assert str(Token().state.label) == "Active"


def test_a_group_by_rule_is_named_in_the_readers_language_until_it_is_renamed():
    group = Group.objects.get(rule=Group.Rule.MODERATORS)
    with override(ACCENTED):
        assert left_in_english(str(group)) == []
        group.name = "Rangers"
        assert str(group) == "Rangers"
