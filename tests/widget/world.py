"""Sites that show the widget: see tests/architecture/world.py."""

from operator import attrgetter

from community.kernel.operations.roles import ADMINISTRATORS
from community.widget.models import WidgetSite
from feedback.models import Board
from tests.architecture.world import makes
from tests.widget.sites import make_site

PARAMETERS = {"panel": ["feedback"], "action": ["vote"], "item": [1]}


@makes(WidgetSite, visible_to=ADMINISTRATORS, names={"site_key": attrgetter("key")})
def site(world):
    return make_site(board=world.get(Board), name=f"Shop {world.number()}", by=world.admin)


def grow(world):
    site(world)
