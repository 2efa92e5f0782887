from django.urls import reverse

from community.discussions.containers import registration as containers
from community.discussions.containers.policy import BY_PERMISSIONS
from community.discussions.kinds import Kind, Lists, Tool, register
from community.discussions.models.containers import ContainerKind
from community.discussions.tags.actions import count_shown, uncount_hidden
from tests.kitchen.actions import may_approve
from tests.kitchen.models import KIND, Cookbook, Recipe


def tools(post, viewer):
    """Approving, on the opening post."""
    if not (post.opens_thread and may_approve(viewer, post.thread)):
        return ()
    is_approved = Recipe.objects.get(pk=post.thread_id).is_approved
    label = "Withdraw approval" if is_approved else "Approve"
    url = reverse("kitchen:approval", args=[post.thread_id])
    return [Tool(label=label, icon="solved", url=url, undo=is_approved)]


lists = Lists(
    namespace="recipes", title="Recipes", container_kind=Cookbook.KIND, start="kitchen:start"
)
recipe = Kind(
    name=KIND, label="recipe", tools=tools, lists=lists,
    on_hide=uncount_hidden, on_show=count_shown, **BY_PERMISSIONS,
)  # fmt: skip
register(recipe)
containers.register(
    ContainerKind(
        model=Cookbook,
        label="cookbook",
        plural="Cookbooks",
        threads=KIND,
        url=lambda cookbook: reverse("recipes:container", args=[cookbook.slug, cookbook.pk]),
    )
)
