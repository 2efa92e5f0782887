from io import StringIO

import pytest
from django.core.management import call_command

from community.discussions.models import Thread
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db


def test_it_says_that_all_holds():
    PostFactory()
    out = StringIO()

    call_command("check_invariants", stdout=out)

    assert out.getvalue() == "No violations found.\n"


def test_it_says_what_is_broken_and_ends_with_one():
    post = PostFactory()
    Thread.objects.filter(pk=post.thread_id).update(posts_count=7)
    out = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("check_invariants", stdout=out)

    assert end.value.code == 1
    assert f"counters are its rows ({post.thread_id})" in out.getvalue()
