"""What staff fill in about a category."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.discussions.containers.forms import MARKS, ContainerField, MeantForm
from community.discussions.models import DEEPEST, VIEWS, TagGroup
from forum.models import Category


class CategoryForm(MeantForm):
    title = forms.CharField(
        label=_("Title"), max_length=60, error_messages={"required": _("Enter a name.")}
    )
    slug = forms.SlugField(
        label=_("Slug"),
        max_length=60,
        allow_unicode=True,
        help_text=_("Part of the address: letters, digits and hyphens."),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=300,
        required=False,
        help_text=_("What belongs in this category, in a sentence or two."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    parent = ContainerField(
        Category.objects.none(),
        label=_("Parent category"),
        required=False,
        empty_label=pgettext_lazy("parent category", "None"),
        help_text=_("Permissions are inherited from it, unless they are set here."),
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=100_000,
        initial=0,
        help_text=_("Lower numbers come first."),
    )
    icon = forms.TypedChoiceField(
        label=_("Icon"), choices=MARKS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    hue = forms.TypedChoiceField(
        label=_("Color"), choices=MARKS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    default_view = forms.ChoiceField(label=_("Default view"), choices=VIEWS, initial="nested")
    has_solutions = forms.BooleanField(label=_("Enable solutions"), required=False, initial=True)
    do_threads_need_approval = forms.BooleanField(
        label=_("New topics need approval by a moderator"), required=False
    )
    do_replies_need_approval = forms.BooleanField(
        label=_("Replies need approval by a moderator"), required=False
    )
    template = forms.CharField(
        label=_("Topic template"),
        required=False,
        max_length=8000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    min_tags = forms.IntegerField(
        label=_("Minimum number of tags"), min_value=0, max_value=5, initial=0
    )
    required_tag_groups = forms.ModelMultipleChoiceField(
        TagGroup.objects.none(),
        label=_("Required tag groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Category.objects.filter(depth__lt=DEEPEST).in_order()
        if category:
            places = places.exclude(pk__in=Category.subtree_ids(category.pk))
        else:
            del self.fields["version"], self.fields["is_public_meant"]
        groups = TagGroup.objects.order_by("position", "pk")
        self.fields["parent"].queryset = places  # type: ignore[attr-defined]
        self.fields["required_tag_groups"].queryset = groups  # type: ignore[attr-defined]

    @property
    def marks(self) -> list[BoundField]:
        return [self["icon"], self["hue"]]

    def clean_template(self) -> str:
        return str(self.cleaned_data["template"]).replace("\r\n", "\n")
