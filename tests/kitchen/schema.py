"""The fields of ingredients and recipes, for REST and GraphQL; GraphQL's types and queries."""

import graphene
from rest_framework import serializers

from community.discussions.kinds import kind_named
from community.discussions.lists.schema import lists_of
from community.kernel import scopes
from community.kernel.connections import ConnectionField, page_args, paginate
from community.kernel.operations.inputs import Chosen
from community.kernel.shapes import SerializerNode, Shape
from tests.kitchen.models import KIND, Cookbook, Ingredient, Recipe


class IngredientShape(Shape):
    class Meta:
        model = Ingredient
        fields = ["id", "version", "name", "is_retired"]
        read_only_fields = ["id", "version", "is_retired"]


class RecipeShape(Shape):
    id = serializers.IntegerField(source="pk", read_only=True)
    cookbook = Chosen(Cookbook.objects.visible_to, Cookbook, write_only=True)
    ingredient = Chosen(lambda _viewer: Ingredient.objects.all(), Ingredient)
    title = serializers.CharField(source="thread.title", max_length=200)
    source = serializers.CharField(write_only=True)
    tags = serializers.ListField(child=serializers.CharField(), required=False, write_only=True)

    class Meta:
        model = Recipe
        fields = ["id", "cookbook", "ingredient", "title", "source", "tags", "is_approved"]
        read_only_fields = ["is_approved"]


class IngredientNode(SerializerNode):
    class Meta:
        serializer = IngredientShape.output()
        name = "Ingredient"


class RecipeNode(SerializerNode):
    class Meta:
        serializer = RecipeShape.output()
        name = "Recipe"


class Kitchen(lists_of(kind_named(KIND), RecipeNode, owner="recipe"), graphene.ObjectType):
    ingredients = ConnectionField(IngredientNode)

    def resolve_ingredients(root, info, **asked):
        return paginate(Ingredient.objects.all(), ["pk"], page_args(**asked))


class Query(graphene.ObjectType):
    kitchen = graphene.Field(Kitchen)

    def resolve_kitchen(root, info):
        scopes.need(info.context, "community:read")
        return Kitchen()
