"""Our documents, served as pages."""

import re

import pytest

from community.kernel.documentation import GUIDES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", GUIDES)
def test_every_guide_is_a_page(name, as_):
    assert as_().get(f"/developers/{name}/").status_code == 200


def test_what_holds_for_all_leads_to_every_other_guide(as_):
    page = as_().get("/developers/overview/").content.decode()

    linked = set(re.findall(r'href="/developers/([\w-]+)/"', page))
    assert GUIDES.keys() - linked <= {"overview"}
