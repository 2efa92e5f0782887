from django.contrib import admin

from community.kernel.admin import ActionAdmin, each_by
from tests.kitchen import actions as do
from tests.kitchen.models import Ingredient, Recipe


@admin.register(Ingredient)
class IngredientAdmin(ActionAdmin):
    for_moderators = True
    fields = ["name"]
    actions = ["retire", "restore"]
    through = {
        "add": do.add_ingredient,
        "change": lambda row, by, **new: do.edit_ingredient(ingredient=row, **new, by=by),
    }
    retire = each_by(do.retire_ingredient, "Retire", named="ingredient")
    restore = each_by(do.restore_ingredient, "Restore", named="ingredient")


@admin.register(Recipe)
class RecipeAdmin(ActionAdmin):
    for_moderators = True
    list_display = ["thread", "ingredient", "is_approved"]
    actions = ["approve", "withdraw"]
    approve = each_by(do.approve_recipe, "Approve", named="recipe")
    withdraw = each_by(do.withdraw_approval, "Withdraw approval", named="recipe")

    def get_queryset(self, request):
        return Recipe.objects.visible_to(request.user)
