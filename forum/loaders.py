from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from forum.models import Category


def categories_by_id(ids: Sequence[int], viewer: User | AnonymousUser) -> Mapping[int, Category]:
    return Category.objects.visible_to(viewer).in_bulk(ids)
