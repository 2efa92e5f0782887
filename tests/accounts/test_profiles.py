"""What members tell of themselves, and who sees what of it."""

import io
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, Profile
from community.accounts.people import pictures
from community.accounts.people.actions import silence_member
from community.accounts.people.actions_profile import (
    BioTooLong,
    NoSuchChoice,
    NotALink,
    TooManyLinks,
    edit_profile,
    remove_avatar,
    set_avatar,
)
from community.discussions.actions import like_post, reply_to_thread
from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from community.kernel.text import NotText
from forum.actions import accept_answer
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
    in_hours,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def edited():
    return EventRecord.objects.filter(name="accounts.profile.edited").count()


def graphql(client, query, **variables):
    body = {"query": query, "variables": variables}
    return client.post("/graphql/", body, content_type="application/json").json()


def by_page(client, told):
    form = {"source": told["bio"], "location": told["location"], "links": "\n".join(told["links"])}
    return client.post("/settings/", {**form, "time_zone": told["time_zone"]})


def by_rest(client, told):
    return client.patch("/api/v1/me/", told, content_type="application/json")


def by_graphql(client, told):
    query = """mutation($bio: String, $location: String, $links: [String!], $zone: String) {
        accounts { editProfile(bio: $bio, location: $location, links: $links, timeZone: $zone) {
            member { username profile { bioHtml } } } } }"""
    zone = told["time_zone"]
    answer = graphql(
        client, query, bio=told["bio"], location=told["location"], links=told["links"], zone=zone
    )
    assert "errors" not in answer, answer
    return answer


TOLD = {
    "bio": "I read *rain*.",
    "location": "Upper Drizzle",
    "links": ["https://example.org/me"],
    "time_zone": "Europe/Madrid",
}


@pytest.mark.parametrize("interface", [by_page, by_rest, by_graphql])
def test_every_interface_edits_the_profile_and_tells_once(interface, as_):
    member = UserFactory()
    client = as_(member)

    interface(client, TOLD)
    interface(client, TOLD)

    profile = Profile.objects.get(member=member)
    member.refresh_from_db()
    assert (profile.source, profile.links) == (TOLD["bio"], TOLD["links"])
    assert "<em>rain</em>" in profile.html
    assert member.time_zone == "Europe/Madrid"
    page = client.get(member.get_absolute_url()).content.decode()
    assert "Upper Drizzle" in page
    assert 'href="https://example.org/me" rel="nofollow ugc me noopener"' in page
    assert edited() == 1


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"source": "a" * 1001}, BioTooLong),
        ({"source": "\0"}, NotText),
        ({"links": ["javascript:alert(1)"]}, NotALink),
        ({"links": ["https://"]}, NotALink),
        ({"links": ["https://user@example.org"]}, NotALink),
        ({"links": ["https://exa mple.org"]}, NotALink),
        ({"links": ["https://a.example"] * 6}, TooManyLinks),
        ({"theme": "pink"}, NoSuchChoice),
        ({"time_zone": "../../etc/passwd"}, NoSuchChoice),
        ({"language": "xx"}, NoSuchChoice),
    ],
)
def test_what_cannot_be_is_refused(told, problem):
    member = UserFactory()

    with pytest.raises(problem):
        edit_profile(member=member, by=member, **told)

    assert not Profile.objects.exists()
    assert edited() == 0


def test_nobody_edits_anothers_and_the_silenced_tell_nothing():
    member = UserFactory()
    silenced = silence_member(member=UserFactory(), until=in_hours(1), by=ModeratorFactory())

    for whose, by in [(member, UserFactory()), (member, ModeratorFactory()), (silenced, silenced)]:
        with pytest.raises(Denied):
            edit_profile(member=whose, by=by, location="Elsewhere")

    assert not Profile.objects.exists()
    assert edited() == 0


def test_an_older_text_does_not_replace_a_newer(as_):
    member = UserFactory()
    client = as_(member)
    edit_profile(member=member, by=member, source="one")
    edit_profile(member=member, by=member, source="two")

    with pytest.raises(Stale):
        edit_profile(member=member, by=member, source="late", version=1)
    answer = client.patch(
        "/api/v1/me/", {"bio": "late"}, content_type="application/json", headers={"If-Match": '"1"'}
    )
    page = client.post("/settings/", {"source": "late", "version": "1"})

    assert (answer.status_code, answer.json()["now"]) == (412, "two")
    assert client.get("/api/v1/me/").headers["ETag"].startswith('"2-')
    late = """mutation { accounts { editProfile(bio: "late", version: 1) { member { id } } } }"""
    assert graphql(client, late)["errors"][0]["extensions"]["now"] == "two"
    assert page.status_code == 422
    assert b"two" in page.content
    assert b"late" in page.content
    assert Profile.objects.get(member=member).source == "two"


def test_theme_density_and_zone_act_on_every_page_without_a_query_more(
    as_, django_assert_max_num_queries
):
    member = UserFactory()
    client = as_(member)
    client.post("/settings/display/", {"theme": "dark", "density": "compact"})
    edit_profile(member=member, by=member, time_zone="Asia/Tokyo")

    page = client.get("/").content.decode()

    assert 'data-theme="dark" data-density="compact" data-tz="Asia/Tokyo"' in page
    assert "data-tz" not in as_(None).get("/").content.decode()
    with django_assert_max_num_queries(2):  # session and member
        client.get("/settings/display/")


def test_what_is_shared_is_not_rendered_in_anybodys_zone(as_):
    topic = TopicFactory()
    member = topic.thread.author
    edit_profile(member=member, by=member, time_zone="Asia/Tokyo")

    page = as_(member).get(topic.get_absolute_url()).content.decode()

    assert "+00:00" in page
    assert "+09:00" not in page.partition("<article")[2].partition("</article>")[0]


# -- pictures ----------------------------------------------------------------------------------
def picture(kind="JPEG", size=(300, 200), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **options)
    out.seek(0)
    return out


def files(settings):
    return sorted(path.name for path in settings.MEDIA_ROOT.rglob("*.webp"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_drawn_anew_and_the_old_one_goes(
    kind, settings, django_capture_on_commit_callbacks
):
    member = UserFactory()
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    with django_capture_on_commit_callbacks(execute=True):
        set_avatar(member=member, picture=picture(kind, exif=exif), by=member)
    first = files(settings)

    with django_capture_on_commit_callbacks(execute=True):
        member = set_avatar(member=member, picture=picture(kind), by=member)

    assert len(first) == 2
    assert len(files(settings)) == 2
    assert not set(first) & set(files(settings))
    for side in pictures.SIZES:
        with default_storage.open(pictures.path_of(member.avatar, side)) as kept:
            content = kept.read()
        assert b"where I live" not in content
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.size) == ("WEBP", (side, side))
            assert not image.getexif()


def test_a_sideways_photograph_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    out = io.BytesIO()
    photo = Image.new("RGB", (200, 200), "red")
    photo.paste("blue", (0, 0, 100, 200))  # the left half, which is the upper one turned
    photo.save(out, "PNG", exif=exif)

    name = pictures.keep(out)

    with default_storage.open(pictures.path_of(name, 96)) as kept, Image.open(kept) as image:
        red, _, blue = image.convert("RGB").getpixel((48, 10))
    assert blue > red


def not_pictures():
    bomb = picture("PNG", size=(5000, 5001))
    return {
        "text": (io.BytesIO(b"<svg onload=alert(1)>"), pictures.NotAPicture),
        "bmp": (picture("BMP"), pictures.NotAPicture),
        "cut off": (io.BytesIO(picture("PNG").getvalue()[:60]), pictures.NotAPicture),
        "bomb": (bomb, pictures.TooLarge),
        "heavy": (io.BytesIO(b"\x89PNG" + b"0" * pictures.MOST_BYTES), pictures.TooLarge),
    }


@pytest.mark.parametrize("what", ["text", "bmp", "cut off", "bomb", "heavy"])
def test_what_is_no_picture_leaves_nothing(what, settings):
    member = UserFactory()
    sent, problem = not_pictures()[what]

    with pytest.raises(problem):
        set_avatar(member=member, picture=sent, by=member)

    member.refresh_from_db()
    assert not member.avatar
    assert not files(settings)
    assert edited() == 0


def test_a_picture_is_served_as_one_and_as_nothing_else(as_):
    member = UserFactory()
    member = set_avatar(member=member, picture=picture(), by=member)

    served = as_(None).get(f"/avatars/{member.avatar}-96.webp")

    assert served.status_code == 200
    assert served["Content-Type"] == "image/webp"
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "immutable" in served["Cache-Control"]
    assert served["X-Content-Type-Options"] == "nosniff"
    for name in ("../secret_key", "..%2fsecret_key", "0" * 32 + "-96.webp", "x.webp"):
        assert as_(None).get(f"/avatars/{name}").status_code == 404


def test_pages_and_rest_take_a_picture_and_take_it_down(as_):
    member = UserFactory()
    client = as_(member)

    client.post("/settings/picture/", {"picture": SimpleUploadedFile("a.jpg", picture().read())})
    member.refresh_from_db()
    first = member.avatar
    assert f"/avatars/{first}-96.webp" in client.get("/u/").content.decode()
    client.post("/settings/picture/", {"undo": "1"})
    member.refresh_from_db()
    assert (bool(first), member.avatar) == (True, "")

    boundary = {"picture": SimpleUploadedFile("a.jpg", picture().read())}
    body = encode_multipart(BOUNDARY, boundary)
    put = client.put("/api/v1/me/avatar/", body, content_type=MULTIPART_CONTENT)
    assert put.status_code == 200
    assert put.json()["avatar_url"].endswith("-288.webp")
    assert client.delete("/api/v1/me/avatar/").json()["avatar_url"] == ""
    refused = client.post("/settings/picture/", {"picture": SimpleUploadedFile("a.jpg", b"no")})
    assert refused.status_code == 422
    assert b"not a valid picture" in refused.content


def take_down_by_rest(client, member):
    return client.delete(f"/api/v1/members/{member.username.upper()}/avatar/").json()


def take_down_by_graphql(client, member):
    query = """mutation($n: String!) {
        accounts { takeDownAvatar(member: $n) { member { avatar_url: avatarUrl } } } }"""
    answer = graphql(client, query, n=member.username)["data"]["accounts"]["takeDownAvatar"]
    return answer and answer["member"]


@pytest.mark.parametrize("interface", [take_down_by_rest, take_down_by_graphql])
def test_moderators_take_down_what_offends_and_members_do_not(interface, as_):
    member = UserFactory()
    set_avatar(member=member, picture=picture(), by=member)

    with pytest.raises(Denied):
        remove_avatar(member=member, by=UserFactory())
    interface(as_(UserFactory()), member)
    member.refresh_from_db()
    assert member.avatar

    assert interface(as_(ModeratorFactory()), member)["avatar_url"] == ""
    member.refresh_from_db()
    assert not member.avatar


def test_a_member_takes_their_own_picture_down_by_graphql(as_):
    member = UserFactory()
    set_avatar(member=member, picture=picture(), by=member)

    graphql(as_(member), "mutation { accounts { removeAvatar { member { avatarUrl } } } }")

    member.refresh_from_db()
    assert not member.avatar


# -- the member's page -------------------------------------------------------------------------
@pytest.fixture
def place():
    """A member with a post that everybody reads and one that only the team does."""
    member, reader = UserFactory(username="Jonas"), UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member, reader])
    room = CategoryFactory(audience=team, by=AdminFactory())
    private = TopicFactory(category=room, title="Hidden title", source="xyzzy", by=member)
    answer = reply_to_thread(thread=private.thread, source="xyzzy again", by=member)
    accept_answer(post=answer, by=member)
    like_post(post=reply_to_thread(thread=private.thread, source="xyzzy3", by=reader), by=member)
    PostFactory(by=member, source="For all to read.")
    return SimpleNamespace(member=member, reader=reader)


@pytest.mark.parametrize("tab", ["", "topics/", "replies/", "likes/", "solutions/"])
def test_a_private_places_posts_show_only_to_those_who_may_read_it(tab, place, as_):
    url = f"/u/Jonas/{tab}"

    for stranger in (None, UserFactory(), ModeratorFactory()):
        page = as_(stranger).get(url).content.decode()
        assert "xyzzy" not in page
        assert "Hidden title" not in page
        assert "<dd>0</dd>" in page  # topics: none that they may see
    assert "Hidden title" in as_(place.reader).get(url).content.decode()


def test_a_members_page_has_one_address_however_the_name_is_written(place, as_):
    client = as_(None)

    assert client.get("/u/JONÁS/").headers["Location"] == "/u/Jonas/"
    assert client.get("/u/jonas/replies/").headers["Location"] == "/u/Jonas/replies/"
    assert b"For all to read." in client.get("/u/Jonas/").content
    assert client.get("/u/jonas/nothing/").status_code == 404
    assert client.get("/u/nobody/").status_code == 404
    assert client.get("/u/system/").status_code == 404


def test_its_queries_do_not_grow(as_, django_assert_num_queries):
    member, client = UserFactory(), as_(None)
    for _ in range(3):
        PostFactory(by=member)
    client.get(member.get_absolute_url())
    with django_assert_num_queries(10):  # member, posts, six figures, badges, contributions
        client.get(member.get_absolute_url())
    for _ in range(27):
        PostFactory(by=member)

    with django_assert_num_queries(10):
        page = client.get(member.get_absolute_url())

    older = page.content.decode().partition('href="?page=')[2].partition('"')[0]
    assert b'rel="prev"' in client.get(f"{member.get_absolute_url()}?page={older}").content


def test_thin_pages_and_hidden_ones_are_not_for_search_engines(place, as_):
    member, client = place.member, as_(None)

    assert "X-Robots-Tag" not in client.get("/u/Jonas/").headers
    assert client.get(UserFactory().get_absolute_url())["X-Robots-Tag"] == "noindex"
    edit_profile(member=member, by=member, is_indexed=False)
    assert client.get("/u/Jonas/")["X-Robots-Tag"] == "noindex"


def test_sanctions_show_to_moderators_alone(as_):
    member = silence_member(member=UserFactory(), until=in_hours(5), by=ModeratorFactory())

    assert b"Silenced until" in as_(ModeratorFactory()).get(member.get_absolute_url()).content
    assert b"Silenced until" not in as_(None).get(member.get_absolute_url()).content


# -- the directory -----------------------------------------------------------------------------
def test_members_are_found_by_how_their_name_begins_through_every_interface(as_):
    UserFactory(username="Rónán")
    UserFactory(username="Saoirse")
    client = as_(None)

    page = client.get("/u/", {"q": "RON", "order": "newest"}).content.decode()
    rest = client.get("/api/v1/members/", {"prefix": "RON"}).json()["results"]
    told = graphql(
        client,
        '{ accounts { members(prefix: "ron") { nodes { username avatarUrl profile { bio } } } } }',
    )

    assert "Rónán" in page
    assert "Saoirse" not in page
    assert [row["username"] for row in rest] == ["Rónán"]
    assert told["data"]["accounts"]["members"]["nodes"] == [
        {"username": "Rónán", "avatarUrl": "", "profile": None}
    ]
    assert b"No members found" in client.get("/u/", {"q": "zz"}).content
    assert client.get("/api/v1/members/ronan/").json()["username"] == "Rónán"
    assert client.get("/api/v1/members/nobody/").status_code == 404
    assert graphql(client, '{ accounts { member(username: "RONAN") { username } } }')["data"][
        "accounts"
    ]["member"]


def test_the_directory_turns_pages_at_a_fixed_price(as_, django_assert_num_queries):
    for _ in range(35):
        UserFactory()
    client = as_(None)

    with django_assert_num_queries(1):
        page = client.get("/u/").content.decode()

    older = page.partition('href="?page=')[2].partition('"')[0]
    assert b'rel="prev"' in client.get(f"/u/?page={older}").content
