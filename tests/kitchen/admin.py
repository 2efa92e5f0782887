from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from community.kernel.admin import ActionAdmin, each_by
from tests.kitchen import actions as do
from tests.kitchen.models import Ingredient, Recipe
from tests.kitchen.urls import RecipeForm


@admin.register(Ingredient)
class IngredientAdmin(ActionAdmin):
    fields, actions = ["name"], ["retire", "restore"]
    through = {
        "add": do.add_ingredient,
        "change": lambda row, by, **new: do.edit_ingredient(ingredient=row, **new, by=by),
    }
    retire = each_by(do.retire_ingredient, _("Retire"), named="ingredient")
    restore = each_by(do.restore_ingredient, "Restore", named="ingredient")


@admin.register(Recipe)
class RecipeAdmin(ActionAdmin):
    form, through = RecipeForm, {"add": do.start_recipe}

    def get_queryset(self, request):
        return Recipe.objects.visible_to(request.user)
