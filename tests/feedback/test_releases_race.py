"""Several publish at once."""

import pytest

from community.events.models import EventRecord
from feedback.models import Release, ReleaseItem
from feedback.releases.actions import publish_release
from feedback.releases.errors import AlreadyReleased
from tests.factories import AdminFactory
from tests.feedback.factories import make_board
from tests.feedback.test_releases import completed, draft

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_several_publishes_and_no_idea_is_released_twice(in_threads):
    board, by = make_board(), AdminFactory()
    ideas = [completed(f"Idea {n}", board=board) for n in range(3)]
    drafts = [draft(board=board, by=by) for _ in range(2)]

    def publish(release):
        def run():
            try:
                return publish_release(release=release, by=by).pk
            except AlreadyReleased:
                return None

        return run

    told = in_threads([publish(one) for one in drafts * 3])

    published = Release.objects.get(published_at__isnull=False)
    assert set(told) == {published.pk, None}
    assert EventRecord.objects.filter(name="feedback.release.published").count() == 1
    of_ideas = ReleaseItem.objects.filter(is_published=True).order_by("idea")
    assert list(of_ideas.values_list("idea", "release")) == [
        (idea.pk, published.pk) for idea in ideas
    ]
