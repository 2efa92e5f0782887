"""Made by the actions themselves: a test sees no row that the product could not make."""

from datetime import datetime, timedelta

import factory
from django.utils import timezone

from community.accounts.people.actions import sign_up
from community.discussions.actions import reply_to_thread
from forum.actions import open_category, start_topic


class UserFactory(factory.Factory):
    class Meta:
        model = sign_up

    username = factory.Sequence(lambda n: f"member{n}")
    password = None
    trust_level = 1


class AdminFactory(factory.Factory):
    class Meta:
        model = sign_up

    username = factory.Sequence(lambda n: f"admin{n}")
    password = None
    is_staff = is_superuser = is_moderator = True


class ModeratorFactory(factory.Factory):
    class Meta:
        model = sign_up

    username = factory.Sequence(lambda n: f"moderator{n}")
    password = None
    is_staff = is_moderator = True


class CategoryFactory(factory.Factory):
    class Meta:
        model = open_category

    title = "Sensors"
    slug = factory.Sequence(lambda n: f"sensors-{n}")
    by = factory.SubFactory(AdminFactory)


class TopicFactory(factory.Factory):
    class Meta:
        model = start_topic

    category = factory.SubFactory(CategoryFactory)
    title = "How do I pair the sensor?"
    source = "It only blinks."
    by = factory.SubFactory(UserFactory)


class PostFactory(factory.Factory):
    class Meta:
        model = reply_to_thread

    thread = factory.LazyFunction(lambda: TopicFactory().thread)
    source = "Hold the button for *five* seconds."
    by = factory.SubFactory(UserFactory)


def in_hours(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)
