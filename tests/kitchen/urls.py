from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import include, path

from community.discussions.lists.urls import thread_list_urls
from community.discussions.tags.names import names_in
from community.kernel.http import refused, submit
from community.kernel.operations.pages import buttons
from tests.kitchen.actions import add_ingredient, edit_ingredient, start_recipe
from tests.kitchen.models import KIND, Cookbook, Ingredient, Recipe
from tests.kitchen.operations import api

IngredientForm = forms.modelform_factory(Ingredient, fields=["name"])
EditForm = forms.modelform_factory(
    Ingredient, fields=["name", "version"], widgets={"version": forms.HiddenInput}
)


class RecipeForm(forms.ModelForm):
    cookbook = forms.ModelChoiceField(Cookbook.objects.none())
    title = forms.CharField(max_length=200)
    source = forms.CharField(label="Text", widget=forms.Textarea)
    tags = forms.CharField(required=False)

    class Meta:
        model = Recipe
        fields = ["ingredient"]

    def clean_tags(self):
        return names_in(self.cleaned_data["tags"])


def _page(request, form, action, **handed):
    if request.method == "POST" and (row := submit(form, action, by=request.user, **handed)):
        return redirect(row)
    context = {"form": form, "rows": Ingredient.objects.order_by("name")[:100]}
    return (refused if form.is_bound else render)(request, "kitchen/page.html", context)


def ingredients(request):
    return _page(request, IngredientForm(request.POST or None), add_ingredient)


@login_required
def edit(request, pk):
    found = get_object_or_404(Ingredient, pk=pk)
    form = EditForm(request.POST or None, instance=found)
    return _page(request, form, edit_ingredient, ingredient=found)


@login_required
def start(request):
    form = RecipeForm(request.POST or None, initial=request.GET.dict())
    form.fields["cookbook"].queryset = Cookbook.objects.visible_to(request.user)
    return _page(request, form, start_recipe)


pages = [
    path("ingredients/", ingredients, name="ingredients"),
    path("ingredients/<int:pk>/", edit, name="edit"),
    path("recipes/new/", start, name="start"),
    *buttons(api),
]
urlpatterns = [
    path("", include((pages, "kitchen"))),
    path("recipes/", include((thread_list_urls(KIND), "recipes"))),
]
