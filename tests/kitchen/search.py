from community.search.registration import Kind, register
from tests.kitchen.models import KIND

register(Kind(name=KIND, word="recipe", label="Recipes", icon="list", position=910))
