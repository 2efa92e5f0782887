"""Topics and categories can be found."""

from django.utils.translation import gettext_lazy as _

from community.discussions.searching.registration import container_parts
from community.search.registration import Kind, register
from forum.models import KIND, Category

register(
    Kind(
        name=KIND, word="topic", label=_("Topics"), icon="talk", position=10, is_discussion=True
    ),
    *container_parts(
        Category.KIND,
        word="category",
        label=_("Categories"),
        icon="box",
        position=70,
        hint=_("In a category"),
        unknown=_("There is no category “%(value)s”."),
    ),
)  # fmt: skip
