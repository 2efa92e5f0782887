from django import forms
from django.contrib.auth.decorators import login_required
from django.forms import HiddenInput, modelform_factory
from django.shortcuts import get_object_or_404
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from community.discussions.lists.urls import thread_list_urls
from community.kernel.http import form_page
from community.kernel.operations.pages import buttons
from tests.kitchen import actions, operations
from tests.kitchen.models import KIND, Ingredient, Recipe

EditForm = modelform_factory(
    Ingredient, fields=["name", "version"], widgets={"version": HiddenInput}
)


class RecipeForm(forms.ModelForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    source = forms.CharField(label=_("Text"), widget=forms.Textarea)

    class Meta:
        model = Recipe
        fields = ["ingredient"]


@login_required
def page(request, form, action, pk=None):
    row = None if pk is None else get_object_or_404(Ingredient, pk=pk)
    context = {"rows": Ingredient.objects.order_by("name")[:100]}
    return form_page(
        request, form(request.POST or None, instance=row), action, template="kitchen/page.html",
        context=context, **({"ingredient": row} if row else {}),
    )  # fmt: skip


new = {"form": modelform_factory(Ingredient, fields=["name"]), "action": actions.add_ingredient}
edit = {"form": EditForm, "action": actions.edit_ingredient}
start = {"form": RecipeForm, "action": actions.start_recipe}
pages = [
    path("ingredients/", page, new, name="ingredients"),
    path("ingredients/<int:pk>/", page, edit, name="edit"),
    path("recipes/new/", page, start, name="start"),
    *buttons(operations.api),
]
urlpatterns = [
    path("", include((pages, "kitchen"))),
    path("recipes/", include((thread_list_urls(KIND), "recipes"))),
]
