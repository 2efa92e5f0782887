"""What the forum says in the reader's language beside its pages, which
tests/architecture/test_translated.py reads. In the pseudo-language each text is in ⟦ ⟧."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from community.accounts.demo import make_cast
from community.discussions.models import TagGroup
from community.kernel.errors import Stale
from community.kernel.pseudo import ACCENTED, OPENS
from forum.actions import edit_topic
from forum.demo.places import open_places
from forum.imports.items import Unfit
from tests.factories import AdminFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_what_is_refused_is_said_in_the_readers_language():
    topic, staff = TopicFactory(), AdminFactory()
    with override(ACCENTED):
        assert str(Unfit("repeated", "external_id")).startswith(OPENS)
        with pytest.raises(Stale) as refused:
            edit_topic(topic=topic, title="Another", by=staff, version=9)

    assert OPENS in refused.value.now


def test_the_demonstration_is_labelled_in_the_language_in_which_it_is_made():
    with override(ACCENTED):
        places = open_places(make_cast(password="x", now=timezone.now()))

    for place in places.values():
        place.refresh_from_db()
        assert place.title.startswith("⟦")
        assert place.description.startswith("⟦")
    assert all(group.title.startswith("⟦") for group in TagGroup.objects.all())
    assert places["troubleshooting"].required_tag_groups.get() == TagGroup.objects.first()
