"""What programs of administrators can do with the widget's sites."""

from community.kernel.operations import Api, Resource, all_of
from community.kernel.operations.roles import ADMINISTRATORS
from community.widget import actions
from community.widget.api import RotationIn, WidgetSiteIn, WidgetSiteNode, WidgetSiteOut
from community.widget.models import WidgetSite
from community.widget.policy import may_set_up_widgets

SITE = Resource(
    name="widget_site", model=WidgetSite, find=all_of(WidgetSite), out=WidgetSiteOut,
    node=WidgetSiteNode,
)  # fmt: skip
EXAMPLE = {
    "name": "Shop", "origins": ["https://shop.example.org"], "panels": ["feedback"],
    "options": {"feedback": {"board": 3}},
}  # fmt: skip

api = Api(
    "widget", scope="admin", resources=[SITE], permission=may_set_up_widgets,
    allowed=ADMINISTRATORS, queries=[],
)  # fmt: skip
api.list("widget-sites/", SITE, description="Sites that show the widget.")
api.retrieve("widget-sites/{widget_site}/", description="A site that shows the widget.")
api.mutation(
    "POST widget-sites/", actions.create_widget_site, input=WidgetSiteIn, output=SITE,
    example=EXAMPLE,
    description="Add a site that shows the widget. Its secret is returned once.",
)  # fmt: skip
api.mutation(
    "PATCH widget-sites/{widget_site}/", actions.edit_widget_site, input=WidgetSiteIn, output=SITE,
    example={"is_active": False},
    description="Change a site that shows the widget, or turn it off.",
)  # fmt: skip
api.mutation(
    "POST widget-sites/{widget_site}/secret/", actions.rotate_widget_secret, input=RotationIn,
    output=SITE, example={"former_is_valid": True},
    description="Make another secret. It is returned once.",
)  # fmt: skip

declared = (api,)
