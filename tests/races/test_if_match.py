"""Several who saw the same and change it at once, of what has no version of its own."""

from functools import partial

import pytest
from django.test import Client

from community.discussions.tags.actions import form_tag_group
from tests.factories import ModeratorFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_those_who_saw_the_same_one_changes_it(in_threads):
    moderator = ModeratorFactory()
    group = form_tag_group(title="Brewing", by=moderator)
    session = Client()
    session.force_login(moderator)
    address = f"/api/v1/tag-groups/{group.pk}/"

    def rename(title, seen):
        client = Client(raise_request_exception=False)
        client.cookies = session.cookies
        headers = {"If-Match": seen}
        said = {"title": title}
        return client.patch(address, said, content_type="application/json", headers=headers)

    for turn in range(8):  # they do not collide each time
        seen = session.get(address).headers["ETag"]
        titles = [f"Brewing {turn} {n}" for n in range(4)]

        answers = in_threads([partial(rename, title, seen) for title in titles])

        assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
        [won] = [answer for answer in answers if answer.status_code == 200]
        assert session.get(address).json()["title"] == won.json()["title"]
