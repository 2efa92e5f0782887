"""Files as they are handed out, and to whom."""

import io

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post, edit_post, reply_to_thread
from community.discussions.models import Upload
from community.discussions.uploads import storage
from community.discussions.uploads.actions import add_upload, make_variants
from community.moderation.models import ReviewItem
from tests.accounts.tokens import make
from tests.discussions.uploads.samples import mp4, pdf, photo
from tests.factories import CategoryFactory, ModeratorFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db
# visitor, stranger, reader, author, moderator
VISIBLE = {
    "public": "11111",
    "private": "00110",
    "deleted": "00011",
    "unattached": "00010",
    "waiting": "00011",
    "removed from its post": "00010",
    "in two posts": "11111",
}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(by, content=None, name="plan.pdf"):
    return add_upload(file=io.BytesIO(content or pdf()), name=name, by=by)


class Cast:
    """Who asks, and a private category whose moderator is none of its readers."""

    def __init__(self):
        self.stranger, self.reader, self.author = UserFactory(), UserFactory(), UserFactory()
        self.moderator = ModeratorFactory()
        readers = [self.reader, self.author]
        audience = form_audience(kind=Audience.Kind.SHARED, members=readers, title="Team")
        self.public = TopicFactory().thread
        self.private = TopicFactory(
            by=self.author, category=CategoryFactory(audience=audience)
        ).thread

    def people(self):
        return [None, self.stranger, self.reader, self.author, self.moderator]

    def write(self, upload, thread):
        return reply_to_thread(thread=thread, source=upload.markdown, by=self.author)


def placed(cast, where):
    upload = sent(cast.author)
    match where:
        case "public":
            cast.write(upload, cast.public)
        case "private":
            cast.write(upload, cast.private)
        case "deleted":
            delete_post(post=cast.write(upload, cast.public), by=cast.author)
        case "waiting":
            item = ReviewItem.objects.create(
                type="approval", subject_kind="discussions.post", subject_id=5, member=cast.author
            )
            Upload.objects.filter(pk=upload.pk).update(review_item_id=item.pk)
        case "removed from its post":
            edit_post(post=cast.write(upload, cast.public), source="Gone.", by=cast.author)
        case "in two posts":
            cast.write(upload, cast.private)
            cast.write(upload, cast.public)
    return upload


@pytest.mark.parametrize("where", VISIBLE)
def test_a_file_is_for_who_may_read_its_post(as_, where):
    cast = Cast()
    upload = placed(cast, where)

    for method in ("get", "head"):
        seen = [
            getattr(as_(one), method)(upload.get_absolute_url()).status_code
            for one in cast.people()
        ]
        assert seen == [200 if can == "1" else 404 for can in VISIBLE[where]]


def test_a_program_opens_what_its_member_may_see(client):
    cast = Cast()
    upload = placed(cast, "private")

    def asked(secret, upload=upload):
        headers = {"Authorization": f"Bearer {secret}"}
        return client.get(upload.get_absolute_url(), headers=headers)

    reads, other = make(cast.reader, ["uploads:read"])[1], make(cast.reader, ["forum:read"])[1]
    stranger = make(cast.stranger, ["uploads:read"])[1]
    tried = [asked(one).status_code for one in (reads, other, stranger, "guessed")]

    assert tried == [200, 403, 404, 401]


def test_a_change_of_who_may_read_is_asked_for_each_time(as_):
    cast = Cast()
    upload, reader = sent(cast.author), as_(cast.reader)
    post = cast.write(upload, cast.public)
    tag = reader.get(upload.get_absolute_url())["ETag"]

    kept = reader.get(upload.get_absolute_url(), headers={"If-None-Match": tag})
    assert (kept.status_code, kept.content) == (304, b"")
    delete_post(post=post, by=cast.moderator)

    assert reader.get(upload.get_absolute_url(), headers={"If-None-Match": tag}).status_code == 404


HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
}


@pytest.mark.parametrize(
    ("name", "content", "media_type", "disposition"),
    [
        ("Plan äöü.pdf", pdf(), "application/pdf",
         "attachment; filename*=utf-8''Plan%20%C3%A4%C3%B6%C3%BC.pdf"),
        ("notes.md", b"# A", "text/markdown; charset=utf-8", 'attachment; filename="notes.md"'),
        ("a.mp4", mp4(), "video/mp4", 'attachment; filename="a.mp4"'),
        ("a.jpg", photo((40, 30)), "image/webp", 'inline; filename="a.webp"'),
    ],
)  # fmt: skip
def test_a_file_cannot_run_where_it_is_shown(as_, name, content, media_type, disposition):
    member = UserFactory()
    upload = sent(member, content, name)

    whole, head = (getattr(as_(member), one)(upload.get_absolute_url()) for one in ("get", "head"))

    body = b"".join(whole.streaming_content)
    assert len(body) == upload.bytes == int(whole["Content-Length"]) == int(head["Content-Length"])
    for response in (whole, head):
        assert HEADERS.items() <= dict(response.items()).items()
        assert response["Content-Type"] == media_type
        assert response["Content-Disposition"] == disposition


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-0", 206, slice(0, 1)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=5-9999999", 206, slice(5, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=-9999999", 206, slice(None)),
        ("bytes=9999999-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=9-3", 200, slice(None)),
        ("bytes=0-1,3-4", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=0-1;If-Range", 200, slice(None)),
    ],
)
def test_a_part_of_a_file_is_read(as_, asked, status, part):
    member = UserFactory()
    upload = sent(member, mp4(), "a.mp4")
    asked, _, of_another = asked.partition(";")
    headers = {"Range": asked} | ({of_another: '"old"'} if of_another else {})

    response = as_(member).get(upload.get_absolute_url(), headers=headers)

    assert response.status_code == status
    whole = as_(member).head(upload.get_absolute_url(), headers=headers)
    assert (whole.status_code, whole["Content-Length"]) == (200, str(len(mp4())))
    if part is None:
        assert response["Content-Range"] == f"bytes */{len(mp4())}"
        return
    body = b"".join(response.streaming_content)
    assert body == mp4()[part]
    assert int(response["Content-Length"]) == len(body)
    if status == 206:
        start = mp4().index(body) if part != slice(0, 1) else 0
        end = start + len(body) - 1
        assert response["Content-Range"] == f"bytes {start}-{end}/{len(mp4())}"


def test_smaller_ones_are_served_and_the_whole_one_where_there_is_none(as_):
    member = UserFactory()
    upload = sent(member, photo((1200, 900)), "a.jpg")
    client = as_(member)
    whole = client.get(upload.get_absolute_url())
    size = whole["Content-Length"]

    before = client.get(upload.variant_url(690))
    make_variants(upload_id=upload.pk)
    after = client.get(upload.variant_url(690))

    assert before["Content-Length"] == size
    assert int(after["Content-Length"]) < int(size)
    assert before["ETag"] != after["ETag"]
    for other in ("1380.webp", "another-name.png", "..%5C..%5Csecret_key", "%2e%2e"):
        response = client.get(f"/files/{upload.key}/{other}")
        assert (response.status_code, response["Content-Length"]) == (200, size)


@pytest.mark.parametrize(
    "address",
    [
        "/files/../../secret_key",
        "/files/%2e%2e/secret_key",
        "/files/..%2fsecret_key/a",
        "/files/{key}/../../../secret_key",
        "/files/{upper}/a",
        "/files/{key}%00/a",
        "/files/{key}a/a",
    ],
)
def test_an_address_does_not_leave_the_folder(as_, address):
    member = UserFactory()
    key = sent(member).key

    response = as_(member).get(address.format(key=key, upper=key.upper() + "A"))

    assert response.status_code == 404


def test_what_the_storage_lost_is_not_found(as_):
    member = UserFactory()
    upload = sent(member)
    storage.forget(upload.key, [storage.MAIN])

    assert as_(member).get(upload.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", range(5))
def test_a_file_costs_one_query_beside_who_asks(as_, who, django_assert_num_queries):
    cast = Cast()
    upload = placed(cast, "in two posts")
    client = as_(cast.people()[who])
    client.get(upload.get_absolute_url())

    with django_assert_num_queries(4 if who else 1) as asked:
        response = client.get(upload.get_absolute_url())
        assert response.status_code == 200

    assert not [one for one in asked if not one["sql"].lstrip().startswith(("SELECT", "EXECUTE"))]
    assert not response.cookies
