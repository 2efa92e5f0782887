"""The archive beside this file is our own writing; its oddities are those of real archives."""

import gzip
from datetime import UTC, datetime
from email.message import Message
from email.policy import compat32
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from community.accounts.models import User
from community.discussions.models import Post, Thread
from community.discussions.models.external_ids import ExternalId
from community.events.models import EventRecord
from community.kernel.invariants import broken
from community.notifications.models import Mail
from community.setup.importing import run
from community.setup.importing.mbox import Mbox, files
from community.setup.importing.mbox.addresses import key_of
from community.setup.importing.mbox.headers import (
    decoded,
    head_of,
    is_answer,
    letters,
    since,
    title_of,
    topic_of,
)
from community.setup.importing.mbox.mail import body_of
from forum.models import Category
from tests.handled import handled

ARCHIVE = Path(__file__).parent / "stations" / "stations.mbox"
NOT_USED = [
    "stations.mbox message 4: duplicate message",
    "stations.mbox message 10: not to be archived (X-No-Archive)",
    "stations.mbox message 11: marked as spam",
    "stations.mbox message 12: no text",
]


def imported(path=ARCHIVE, **options):
    """Run the command; return its lines on stdout and on stderr."""
    out, err = StringIO(), StringIO()
    call_command("import_mbox", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue().splitlines()


def read(path, complaints=None):
    """What the archive tells of, without a database."""
    told = [] if complaints is None else complaints
    source = Mbox(path, site="stations", url="", complain=told.append, progress=lambda *_: None)
    list(source.members())
    return list(source.topics())


def mailed(tmp_path, *mails, name="list.mbox"):
    """An archive of mails that are given as headers and a text."""
    path = tmp_path / name
    path.write_text(
        "\n".join(
            f"From x@example.org Sat Mar  3 09:{at:02}:00 2012\n"
            f"Date: Sat, 3 Mar 2012 09:{at:02}:00 +0000\n{head}\n\n{text}\n"
            for at, (head, text) in enumerate(mails)
        )
    )
    return path


def everything():
    return [
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (User, Thread, Post, ExternalId, EventRecord)
    ]


def shape(topics):
    """The beginning of each text, and the place of what it answers."""
    return [[(post.source.split()[0], post.parent) for post in topic.posts] for topic in topics]


# Through the command


@pytest.mark.django_db
def test_threads_become_topics_and_who_wrote_a_member():
    out, err = imported()

    assert err == NOT_USED
    assert out == (
        "Imported from stations: 6 members, 5 topics, 11 posts, 0 badges. Rows skipped: 4.\n"
        "The archive seems to hold 15 messages; 15 were read.\n"
    )
    assert list(Thread.objects.order_by("created_at").values_list("title", flat=True)) == [
        "Wind vane sticks below −5 °C",  # noqa: RUF001 - a minus
        "[PATCH] Read the new rain gauge",
        "Calibration",
        "(no subject)",
        "Minutes of the meeting",
    ]
    names = set(User.objects.filter(is_machine=False).values_list("username", flat=True))
    assert names == {"Ana_Ruiz", "Bo_Sørensen", "Cy", "Dee", "Eve", "The_night_watch"}
    assert Category.objects.get(slug="stations").posts_count == 11
    assert broken() == []


@pytest.mark.django_db
def test_no_address_is_stored_anywhere():
    imported()

    for model in (User, Thread, Post, ExternalId, EventRecord):
        said = str(list(model.objects.values()))
        assert "@example.org" not in said.lower()
        assert "@lists.example.org" not in said
    assert not User.objects.exclude(email="").exists()


@pytest.mark.django_db
def test_one_event_tells_of_it_and_nobody_is_notified():
    imported()
    handled()

    [event] = EventRecord.objects.filter(name="discussions.threads.imported")
    assert (event.payload["threads_count"], event.payload["posts_count"]) == (5, 11)
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_again_brings_nothing_in_twice():
    imported()
    before = everything()

    out, _err = imported()

    assert out.startswith("Imported from stations: 0 members, 0 topics, 0 posts")
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_after_a_kill_in_the_middle_the_next_run_goes_on(monkeypatch):
    whole, calls = run.import_topics, []

    def killed_at_the_second(**told):
        calls.append(told)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(**told)

    with monkeypatch.context() as patch:
        patch.setattr(run, "BATCH", 3)
        patch.setattr(run, "import_topics", killed_at_the_second)
        with pytest.raises(CommandError, match="Run the command again"):
            imported()
    assert Thread.objects.count() == 1

    out, _err = imported()

    assert "4 topics, 8 posts" in out
    assert (Thread.objects.count(), Post.objects.count()) == (5, 11)
    assert broken() == []


@pytest.mark.django_db
@pytest.mark.parametrize("holds", [b"", b"Dear all,\n\nFrom now on\n", b"\x1f\x8bno gzip"])
def test_what_holds_no_mails_is_said_in_one_line(tmp_path, holds):
    path = tmp_path / "nothing.mbox"
    path.write_bytes(holds)

    with pytest.raises(CommandError, match=r"nothing\.mbox"):
        imported(path)


@pytest.mark.django_db
def test_a_path_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        imported(tmp_path / "gone.mbox")


# What it reads


def test_packed_archives_and_folders_of_months_are_the_same(tmp_path):
    whole = ARCHIVE.read_bytes()
    half = whole.index(b"From dee@example.org Sun Mar")
    (tmp_path / "2012-1.mbox").write_bytes(whole[:half])
    (tmp_path / "2012-2.mbox.gz").write_bytes(gzip.compress(whole[half:].rstrip(b"\n")))
    (tmp_path / "2012-3.gz").write_bytes(gzip.compress(whole[:half]))  # once more, says its id
    (tmp_path / ".hidden").write_text("no mail")
    complaints = []

    topics = read(tmp_path, complaints)

    assert shape(topics) == shape(read(ARCHIVE))
    assert [topic.key for topic in topics] == [topic.key for topic in read(ARCHIVE)]
    assert "2012-2.mbox.gz message 8: no text" in complaints


def test_a_mail_follows_the_nearest_that_is_there(tmp_path):
    path = mailed(
        tmp_path,
        ("Message-ID: <a@x>", "a"),
        ("Message-ID: <b@x>\nReferences: <a@x>\n\t<lost@x>", "b"),
        ("Message-ID: <c@x>\nReferences: <a@x> <b@x>\nIn-Reply-To: <a@x>", "c"),
        ("Message-ID: <d@x>\nReferences: <d@x>", "d"),
    )

    assert shape(read(path)) == [[("a", None), ("b", 0), ("c", 1)], [("d", None)]]


def test_an_answer_that_names_no_mail_belongs_to_its_subject_for_some_days(tmp_path):
    later = "Date: Sat, 5 May 2012 09:00:00 +0000\nSubject: Re: vanes\nMessage-ID: <d@x>"
    path = mailed(
        tmp_path,
        ("Subject: [list] Vanes\nMessage-ID: <a@x>", "a"),
        ("Subject: AW: Re: vanes\nMessage-ID: <b@x>", "b"),
        ("Subject: Vanes\nMessage-ID: <c@x>", "c"),
    )
    path.write_text(f"{path.read_text()}\nFrom x Sat May  5 09:00:00 2012\n{later}\n\nd\n")

    assert shape(read(path)) == [[("a", None), ("b", 0)], [("c", None)], [("d", None)]]


def test_an_answer_that_is_dated_before_its_question_follows_it(tmp_path):
    path = mailed(
        tmp_path,
        ("Message-ID: <b@x>\nIn-Reply-To: <c@x>", "b"),
        ("Message-ID: <c@x>\nReferences: <a@x>", "c"),
        ("Message-ID: <a@x>", "a"),
    )

    [topic] = read(path)

    assert shape([topic]) == [[("a", None), ("c", 0), ("b", 1)]]
    assert len({post.created_at for post in topic.posts}) == 1


def test_an_empty_mail_is_left_out_and_its_answers_move_up(tmp_path):
    path = mailed(
        tmp_path,
        ("Message-ID: <a@x>", "\n-- \nonly a signature"),
        ("Message-ID: <b@x>\nIn-Reply-To: <a@x>", "b"),
        ("Message-ID: <c@x>\nIn-Reply-To: <b@x>", " "),
        ("Message-ID: <d@x>\nIn-Reply-To: <c@x>", "d"),
        ("Message-ID: <e@x>\nIn-Reply-To: <a@x>", "e"),
    )

    [topic] = read(path)

    assert shape([topic]) == [[("b", None), ("d", 0), ("e", 0)]]
    assert [str(post.kind) for post in topic.posts] == ["question", "answer", "answer"]
    assert topic.key == topic.posts[0].key


def test_a_mail_without_a_date_is_as_old_as_the_one_before_it(tmp_path):
    path = tmp_path / "list.mbox"
    path.write_text(
        "From x Sat Mar  3 09:00:00 1970 2012\nMessage-ID: <a@x>\nDate: never\n\na\n\n"
        "From x Sat Mar  3 09:00:00 2012\nMessage-ID: <b@x>\n\nb\n\n"
        "From x 09:00 2012\nMessage-ID: <c@x>\nDate: Sat, 3 Mar 2099 09:00:00 +0000\n\nc\n"
    )

    topics = read(path)

    first = datetime(2012, 3, 3, 9, tzinfo=UTC)
    assert [topic.posts[0].created_at for topic in topics] == [first] * 3


def test_a_line_that_begins_with_from_begins_no_mail(tmp_path):
    text = "b\n\nFrom 9:00 to 10:00 in 2012 nobody came.\n\n>From then on\n>>From: quoted"
    [topic] = read(mailed(tmp_path, ("Message-ID: <a@x>", text)))

    assert topic.posts[0].source.endswith(
        "From 9:00 to 10:00 in 2012 nobody came.\n\nFrom then on\n\n> > From: quoted"
    )


def test_a_ring_of_mails_is_opened():
    assert shape(read(ARCHIVE))[-1] == [("From", None), ("A", 0)]


def test_a_long_archive_is_read_from_where_its_mails_stand(tmp_path, monkeypatch):
    """No more of a mail is held than a bound, whatever was attached to it."""
    monkeypatch.setattr(files, "LONGEST_MAIL", 4000)
    monkeypatch.setattr(files, "BLOCK", 700)
    monkeypatch.setattr(files, "AHEAD", 600)
    long = "x" * 50_000 + "\nFrom here to 10:00 2012\nX: y"

    topics = read(mailed(tmp_path, ("Message-ID: <a@x>", long), ("Message-ID: <b@x>", "b")))

    assert [len(topic.posts[0].source) < 4001 for topic in topics] == [True, True]
    assert shape(topics)[1] == [("b", None)]


@pytest.mark.parametrize("block", [1, 7, 100, 5000])
def test_where_mails_begin_does_not_depend_on_the_blocks(tmp_path, monkeypatch, block):
    whole = shape(read(ARCHIVE))
    windows = tmp_path / "windows.mbox"
    windows.write_bytes(ARCHIVE.read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(files, "BLOCK", block)
    monkeypatch.setattr(files, "AHEAD", 300)

    assert shape(read(ARCHIVE)) == whole
    assert shape(read(windows)) == whole


def test_where_it_is_archived_is_kept(tmp_path):
    head = "Message-ID: <a@x>\nArchived-At: <https://lists.example.org/a>"

    [topic] = read(mailed(tmp_path, (head, "a")))

    assert topic.posts[0].url == "https://lists.example.org/a"


# Headers


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Ana Ruiz <ANA@example.org>", "Ana Ruiz", "ana@example.org"),
        ('"Ruiz, Ana" <ana@example.org>', "Ruiz, Ana", "ana@example.org"),
        ("Ruiz, Ana <ana@example.org>", "Ruiz, Ana", "ana@example.org"),
        ("=?utf-8?q?Ana_Ru=C3=ADz?= <ana@example.org>", "Ana Ruíz", "ana@example.org"),
        ("=?x-none?q?Ana=FF?= <ana@example.org>", "Anaÿ", "ana@example.org"),
        ("ana at example.org (Ana Ruiz)", "Ana Ruiz", "ana@example.org"),
        ("ana@example.org (Ana Ruiz)", "Ana Ruiz", "ana@example.org"),
        ("ana.ruiz@example.org", "ana.ruiz", "ana.ruiz@example.org"),
        ('"ana@example.org" <ana@example.org>', "ana", "ana@example.org"),
        ("bo@example.org <ana@example.org>", "ana", "ana@example.org"),
        ("The night watch", "The night watch", None),
        ("", "", None),
        ("Ana via Stations <stations@lists.example.org>", "Ana", None),
        ("Ana via Stations <stations@lists.example.org>\nReply-To: a@example.org", "Ana",
         "a@example.org"),
        (("Ana via Stations <stations@lists.example.org>\nReply-To: stations@lists.example.org\n"
         "X-Original-From: Ana <ana@example.org>"), "Ana", "ana@example.org"),
        ("Ana Ruíz <ana@example.org>", "Ana Ruíz", "ana@example.org"),
    ],
)  # fmt: skip
def test_who_wrote_is_known_by_the_address_and_called_by_a_name(written, name, address):
    head = head_of(f"From: {written}\nDate: x\n\n".encode(), b"")

    assert head.sender.name == name
    assert head.sender.key == (key_of(address) if address else None)


def test_letters_are_found_whatever_a_mail_claims():
    assert letters("Größe".encode(), "us-ascii") == "Größe"
    assert letters("Größe".encode("latin-1"), "utf-8") == "Größe"
    assert letters("“so”".encode("cp1252"), "iso-8859-1") == "“so”"
    assert letters("風".encode("iso-2022-jp"), "ISO-2022-JP") == "風"
    assert letters(b"plain", "no such\0thing") == "plain"
    assert letters(b"plain", "rot13") == "plain"
    assert letters(b"\x81\x8d", "ascii") == "\ufffd\ufffd"
    assert decoded("=?utf-8?q?a?= =?utf-8?q?_b?= c") == "a b c"
    assert decoded("=?utf-8?b?!!!?=") is not None


def test_titles_lose_what_programs_wrote_before_them():
    lists = frozenset({"stations"})

    assert title_of("Re: [Stations] AW: Re[2]: Vanes", lists) == "Vanes"
    assert title_of("[stations 12] [ANN] Vanes", lists) == "[ANN] Vanes"
    assert title_of("Resistance: how much?", lists) == "Resistance: how much?"
    assert topic_of("Re: [a] [b] Fwd:  VANES now") == topic_of("vanes  Now")
    assert is_answer("[stations] Re: x")
    assert is_answer("Re: x")
    assert not is_answer("[Re] x")


@pytest.mark.parametrize(
    ("date", "separator", "when"),
    [
        ("Sat, 3 Mar 2012 10:00:00 +0100", "", datetime(2012, 3, 3, 9, tzinfo=UTC)),
        ("Sat, 3 Mar 2012 09:00:00 (no zone)", "", datetime(2012, 3, 3, 9, tzinfo=UTC)),
        ("Thu, 1 Jan 1970 00:00:00 +0000", "From ana at example.org  Sat Mar  3 09:00:00 2012",
         datetime(2012, 3, 3, 9, tzinfo=UTC)),
        ("Sat, 3 Mar 2099 10:00:00 +0100", "From x Sat Mar  3 09:00:00 2012",
         datetime(2012, 3, 3, 9, tzinfo=UTC)),
        ("Sat, 3 Mar 99999999999 10:00:00 +0100", "From x", None),
        ("", "From - ", None),
    ],
)  # fmt: skip
def test_a_clock_that_cannot_be_right_is_not_believed(date, separator, when):
    message = Message(policy=compat32)
    message["Date"] = date

    assert since(message, separator.encode()) == when


# Texts


def body(*parts, kind="mixed", nested=()):
    """A mail of parts that are given as headers and a text."""
    said = "".join(f"--b\n{head}\n\n{text}\n" for head, text in [*parts, *nested])
    return body_of(f'Content-Type: multipart/{kind}; boundary="b"\n\n{said}--b--\n'.encode())


def test_of_alternatives_the_plain_one_is_taken_unless_it_is_empty():
    html = ("Content-Type: text/html", "<style>x</style><p>so <b>it</b> is</p>")

    assert body(("Content-Type: text/plain", "plain"), html, kind="alternative") == "plain"
    assert body(("Content-Type: text/plain", " "), html, kind="alternative") == "so **it** is"


def test_what_was_attached_is_named():
    said = body(
        ("Content-Type: text/plain", "See."),
        ('Content-Type: image/png; name="va_ne_.png"', "x"),
        ("Content-Type: text/x-diff\nContent-Disposition: attachment; filename*=utf-8''%C3%A4.diff",
         "x"),
        ("Content-Type: message/rfc822", "Subject: x\n\nanother"),
        ("Content-Type: application/pgp-signature; name=s.asc", "x"),
        ("Content-Type: application/zip", "x"),
    )  # fmt: skip

    assert said == (
        "See.\n\n*Attachments: va_ne\\_.png, ä.diff, forwarded message, application/zip file*"
    )


def test_html_loses_its_pictures_within_and_its_addresses():
    html = (
        '<p>See <a href="mailto:ana@example.org">Ana</a>, ana@example.org, '
        '<a href="https://a.example/">here</a><img src="cid:1"><img width="1" src="https://b.c/">'
        '<img src="https://a.example/v.png" alt="v"></p>'
    )

    said = body_of(f"Content-Type: text/html; charset=utf-8\n\n{html}".encode())

    assert said == ("See Ana, ana at …, [here](https://a.example/)![v](https://a.example/v.png)")


def test_parts_in_parts_come_to_an_end():
    mail = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(60)
    )

    assert body_of(mail + b"Content-Type: text/plain\n\ndeep") == ""
