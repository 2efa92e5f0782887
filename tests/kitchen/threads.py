from community.discussions.kinds import Kind, Lists, register
from tests.kitchen.models import KIND

lists = Lists(namespace="recipes", title="Recipes", start="kitchen:start")
register(Kind(name=KIND, label="recipe", lists=lists))
