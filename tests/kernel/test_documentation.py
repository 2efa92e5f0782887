"""Our documents, served as pages."""

import re
from urllib.parse import urlsplit

import pytest
from django.utils.translation import override

from community.kernel.errors import TITLES
from community.kernel.guides import TITLES as GUIDES
from community.kernel.guides import guide_of
from community.kernel.problem_titles import OF_REQUESTS
from community.kernel.problem_types import problem_types
from community.kernel.pseudo import ACCENTED, OPENS
from tests.accounts.tokens import make
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", GUIDES)
def test_every_guide_is_a_page(name, as_):
    assert as_().get(f"/developers/{name}/").status_code == 200


def test_what_holds_for_all_leads_to_every_other_guide(as_):
    page = as_().get("/developers/overview/").content.decode()

    linked = set(re.findall(r'href="/developers/([\w-]+)/"', page))
    assert GUIDES.keys() - linked <= {"overview"}


def test_the_index_leads_to_what_there_is(as_):
    client = as_()
    index = client.get("/api/v1/").json()
    urls = {one["name"]: one["url"] for one in index["resources"]}
    open_to_all = [one["url"] for one in index["resources"] if not one["authentication"]]

    assert urls["list_topics"] == "http://testserver/api/v1/topics/"
    assert {"list_categories", "list_members", "get_me", "list_hot_topics"} < urls.keys()
    for url in (index["documentation"], index["openapi"], *open_to_all):
        assert client.get(urlsplit(url).path).status_code == 200, url


def test_any_token_reads_the_index(client):
    secret = make(UserFactory(), scopes=["profile:read"])[1]

    answer = client.get("/api/v1/", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 200


def test_a_guide_has_its_contents_beside_it_and_names_this_site(as_, settings):
    settings.SITE_URL = "https://here.example"

    page = as_().get("/developers/overview/").content.decode()

    anchors = re.findall(r'<h[23] id="([\w-]+)"', page)
    linked = re.findall(r'href="#([\w-]+)"', page)
    assert {"authentication", "idempotency", "concurrency", "rate-limits", "errors"} <= {*anchors}
    assert linked.count("scopes") == 2  # beside the text, and folded above it on phones
    assert {*anchors} == {*linked} - {"main"}
    assert "https://here.example/api/v1/topics/" in page
    assert "forum.example" not in page + as_().get("/api/openapi.json").content.decode()


def test_curl_and_python_stand_in_tabs_and_need_no_script():
    html = guide_of("overview").html

    assert html.count('<fieldset class="samples">') > 5
    assert html.count('value="bash" checked') == html.count('value="python">')
    assert "<span>bash</span>" not in html


def test_a_problem_leads_to_a_page_about_it(as_):
    client = as_()
    problem = client.get("/api/v1/topics/0/").json()

    page = client.get(problem["type"])

    assert page.status_code == 200
    for words in (problem["title"], "404", "not_found", "What to do", "Example"):
        assert words in page.content.decode()
    assert client.get("/developers/problems/no_such_code/").status_code == 404
    assert problem["type"] in client.get("/developers/problems/").content.decode()


def test_every_kind_of_problem_says_what_it_means_and_what_to_do():
    known = problem_types()

    assert {"invalid", "name_taken", "unknown_parent", "bad_query"} < {one.code for one in known}
    assert [one.code for one in known if not (one.meaning and one.advice and one.title)] == []


def test_every_error_code_has_a_title_that_can_be_translated():
    assert {one.code for one in problem_types()} <= TITLES.keys() | OF_REQUESTS.keys()


def test_the_reference_of_errors_is_in_english_for_everybody():
    with override(ACCENTED):
        told = [(one.title, one.meaning) for one in problem_types()]

    assert told == [(one.title, one.meaning) for one in problem_types()]
    assert OPENS not in str(told)
