"""A post's words in another, with where they come from."""

import pytest

from community.discussions.queries import quotation
from tests.factories import PostFactory, TopicFactory, UserFactory
from tests.toykind.actions import send_letter

pytestmark = pytest.mark.django_db


def test_without_a_script_the_reply_begins_with_the_quotation(as_):
    post = PostFactory(source="Hold the *button*.")

    url = f"/threads/{post.thread_id}/?reply={post.number}&quote={post.number}"
    page = as_(UserFactory()).get(url)

    assert page.context["form"].initial["source"] == quotation(post)
    assert f"post:{post.number}, topic:{post.thread_id}" in page.content.decode()
    assert as_(UserFactory()).get(f"/posts/{post.pk}/").content.count(b"quote=2") == 1


def test_what_is_quoted_leads_back_to_its_post(as_):
    post = PostFactory(source="Hold the *button*.")
    answer = PostFactory(thread=post.thread, source=quotation(post) + "Yes.")
    address = f"/threads/{post.thread_id}/{post.number}/"

    assert f'href="{address}"' in answer.html
    assert f"{post.author.username} wrote" in answer.html
    assert as_().get(address).headers["Location"].endswith(f"#p{post.number}")


def test_a_link_into_a_letter_tells_others_nothing(as_):
    thread = send_letter(to=UserFactory(), title="T", source="S", by=UserFactory()).thread

    assert as_(UserFactory()).get(f"/threads/{thread.pk}/1/").status_code == 404
    assert as_(thread.author).get(f"/threads/{thread.pk}/1/").status_code == 302


@pytest.mark.parametrize("number", ["0", "99", "x", "9" * 30])
def test_nonsense_quotes_nothing(number, as_):
    thread = TopicFactory().thread

    page = as_(UserFactory()).get(f"/threads/{thread.pk}/?quote={number}")

    assert page.context["form"].initial["source"] == ""
