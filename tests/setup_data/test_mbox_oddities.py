"""What real archives hold that no standard has: the mails here are our own, and nobody's."""

import binascii
from io import StringIO

import pytest
from django.core.management import call_command

from community.setup.importing.mbox import Mbox
from community.setup.importing.mbox.addresses import hidden, hidden_in_name, key_of
from community.setup.importing.mbox.charsets import letters
from community.setup.importing.mbox.headers import decoded, head_of, title_of
from community.setup.importing.mbox.mail import body_of

BEFORE = (
    "From ana at example.org  Sat Mar  3 09:00:00 2012\nMessage-ID: <a@x>\nSubject: a\n\nFirst."
)


def read(tmp_path, archive):
    """Its topics, and what is worth knowing of it."""
    path = tmp_path / "list.mbox"
    path.write_bytes(archive if isinstance(archive, bytes) else archive.encode())
    source = Mbox(path, site="list", url="", complain=lambda _line: None, progress=lambda *_: None)
    list(source.members())
    return list(source.topics()), list(source.notes())


# Where mails begin


@pytest.mark.parametrize(
    "separator",
    [
        "From bo at example.org  Sat Mar  3 10:00:00 2012",
        "From bo@example.org Sat Mar  3 10:00:00 2012\r",
        "From - Sat Mar 03 10:00:00 2012",
        "From bo@example.org Sat Mar  3 10:00 EST 91",
        "From bo@example.org Sat Mar  3 10:00:00 MET DST 2012",
        "From bo@example.org Sat Mar  3 10:00:00 2012 remote from vane",
        "From bo@example.org Sat Mar  3 10:00:00 2012 +0100",
        "From bo@example.org Sat, 3 Mar 2012 10:00:00 +0100 (CET)",
        "From bo@example.org 2012-03-03T10:00:00Z",
    ],
)
def test_a_mail_begins_at_a_date_and_a_header_without_an_empty_line_before(tmp_path, separator):
    topics, notes = read(tmp_path, f"{BEFORE}\n{separator}\nMessage-ID: <b@x>\n\nSecond.\n")

    assert {topic.posts[0].source for topic in topics} == {"First.", "Second."}
    assert notes == ["The archive seems to hold 2 messages; 2 were read."]


@pytest.mark.parametrize(
    "line",
    [
        "From here to there it took until 10:00 in 2012\nNote: slowly.",
        "From Sat Mar  3 10:00:00 2012 on it stood\nNote: still.",
        ">From bo@example.org Sat Mar  3 10:00:00 2012\nNote: quoted.",
        f"\nFrom {'0a' * 20} Mon Sep 17 00:00:00 2001\nFrom: Cy <cy@c.example>\nSubject: x\n\n-a",
    ],
)
def test_a_line_that_only_begins_so_stays_in_its_text(tmp_path, line):
    [topic], notes = read(tmp_path, f"{BEFORE}\n{line}\n")

    assert topic.posts[0].source.endswith(line.rpartition(": ")[2])
    assert notes == ["The archive seems to hold 1 messages; 1 were read."]


@pytest.mark.parametrize("after", ["no header", "https://is.none.example/"])
def test_what_may_be_lost_is_said(tmp_path, after):
    path = tmp_path / "list.mbox"
    path.write_text(f"{BEFORE}\n\nFrom bo@example.org Sat Mar  3 10:00:00 2012\n{after}\n")
    out = StringIO()

    source = Mbox(path, site="list", url="", complain=out.write, progress=lambda *_: None)
    list(source.members())

    assert next(source.notes()) == "The archive seems to hold 2 messages; 1 were read."


@pytest.mark.django_db
def test_the_command_says_how_many_messages_there_seem_to_be(tmp_path):
    path = tmp_path / "list.mbox"
    path.write_bytes(f"{BEFORE}\n".encode() + b"\xff\x81")
    out = StringIO()

    call_command("import_mbox", str(path), stdout=out)

    _imported, counted, unreadable = out.getvalue().splitlines()
    assert counted == "The archive seems to hold 1 messages; 1 were read."
    assert unreadable.endswith("shown as \ufffd: 1 (the first is list.mbox message 1).")


# Charsets


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        ("镕基", "gbk", "gb2312"),
        ("联通", "gbk", "GB2312"),  # which is UTF-8 as well
        ("①髙", "cp932", "Shift_JIS"),
        ("뷁", "cp949", "ks_c_5601-1987"),
        ("뷁", "cp949", "euc-kr"),
        ("着裏", "big5hkscs", "big5"),
        ("“yes”", "cp1252", "iso-8859-1"),
        ("“ığ”", "cp1254", "iso-8859-9"),
        ("“ไทย”", "cp874", "tis-620"),
        ("风", "hz", "hz-gb-2312"),
        ("ü", "utf-7", "unicode-1-1-utf-7"),
        ("风", "utf-8", "gb2312"),
        ("ñ", "utf-8", "x-unknown"),
    ],
)
def test_a_label_stands_for_all_that_programs_write_under_it(text, codec, label):
    assert letters(text.encode(codec), label) == text


def test_japanese_mails_hold_signs_of_windows():
    assert letters(b"\x1b$B-!Iw\x1b(B ok", "iso-2022-jp") == "①風 ok"


def test_what_fits_nothing_is_shown_as_unreadable():
    assert letters(b"ok \xff\xff", "gb2312") == "ok \ufffd\ufffd"
    assert letters("Größe".encode() + b"\xff", "utf-8") == "Größe\ufffd"


def test_headers_are_read_so_too():
    assert decoded("=?gb2312?B?6UY=?=") == "镕"
    raw = "镕".encode("gbk")
    mail = b"Content-Type: text/plain; charset=gb2312\nSubject: " + raw + b"\n\nx"
    assert head_of(mail, b"").subject == "镕"


# Parts


def uuencoded(size):
    data = bytes(range(256)) * (size // 256)
    return "".join(binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45))


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ('Content-Type: text/plain; name="note.txt"\n\nSee.', "See."),
        (('Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; name=a.txt'
          "\n\nSee.\n--b\nContent-Type: image/png; name=v.png\n\nx\n--b--"),
         "See.\n\n*Attachments: v.png*"),
        (('Content-Type: multipart/mixed; boundary="c"\n\n--b\nContent-Type: text/plain\n\nSee.\n'
          "--b\nContent-Type: image/png; name=v.png\n\nx\n--b--"), "See.\n\n*Attachments: v.png*"),
        ("Content-Type: multipart/alternative\n\n--b\nContent-Type: text/plain\n\nSee.\n--b--",
         "See."),
        ("Content-Type: multipart/mixed; boundary=b\n\nSee.", "See."),
        (f"\nSee.\n\nbegin 644 va ne.gif\n{uuencoded(512)}`\nend\nBye.",
         "See.\n\nBye.\n\n*Attachments: va ne.gif*"),
        ("\nWe\nbegin 644 is no file\nend", "We\\\nbegin 644 is no file\\\nend"),
    ],
)  # fmt: skip
def test_the_words_of_a_mail_are_found(mail, said):
    assert body_of(mail.encode()) == said


# Who wrote


@pytest.mark.parametrize(
    ("head", "name", "address"),
    [
        ("From: Ana Ruiz <list@l.example>\nX-BeenThere: list@l.example", "Ana Ruiz", None),
        ("From: Ana <list@l.example>\nSender: list-bounces@l.example", "Ana", None),
        (("From: Ana <list@l.example>\nList-Post: <mailto:list@l.example>\n"
          "Reply-To: A. Ruiz <ana@example.org>"), "Ana", "ana@example.org"),
        ("From: list@l.example\nX-BeenThere: list@l.example\nReply-To: Ana <ana@example.org>",
         "Ana", "ana@example.org"),
        ("From: list@l.example\nX-BeenThere: list@l.example", "list", None),
        ("From: Ana <notifications@forge.example>", "Ana", None),
        ("From: Kim (kim@example.org) <kim@example.org>", "Kim", "kim@example.org"),
        ("From: kim at example dot org <kim@example.org>", "kim", "kim@example.org"),
    ],
)  # fmt: skip
def test_a_lists_own_address_is_not_one_person(head, name, address):
    sender = head_of(f"{head}\n\n".encode(), b"").sender

    assert (sender.name, sender.key) == (name, key_of(address) if address else None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kim at example dot org", "kim at …"),
        ("kim [at] mail [dot] example [dot] org", "kim at …"),
        ("kim(at)example.org", "kim at …"),
        ("Ana <ana at\n> example.org> wrote:", "Ana <ana at …> wrote:"),
        ("<ana@\n> example.org>", "<ana at …>"),
        ("ana@\nexample.org", "ana at …"),
        ("On Sunday ana at example.org\nwrote:", "On Sunday ana at …\nwrote:"),
        ("look at the dot com", "look at the dot com"),
        ("if a < b\nthen c at d > e", "if a < b\nthen c at d > e"),
    ],
)
def test_addresses_are_hidden_however_they_are_spelled(text, said):
    assert hidden(text) == said


def test_no_address_stands_for_a_name():
    assert hidden_in_name("kim at example.org") == "kim at …"


# Titles


@pytest.mark.parametrize("mark", ["Re", "AW", "Sv", "Antw", "回复", "答复", "Ответ", "RES", "Ynt"])
def test_titles_lose_marks_of_answers_also_behind_a_label(mark):
    assert title_of(f"{mark}: Vanes", frozenset()) == "Vanes"
    assert title_of(f"[ANN] {mark}： Vanes", frozenset()) == "[ANN] Vanes"  # noqa: RUF001


def test_a_label_that_most_subjects_have_is_the_lists(tmp_path):
    subjects = ["[Vanes] one", "Re: [vanes 12] two", "[PATCH] three", "[Vanes] [RFC] four"]
    mails = [
        f"From x Sat Mar  3 09:0{at}:00 2012\nMessage-ID: <{at}@x>\nSubject: {subject}\n\nx\n"
        for at, subject in enumerate(subjects)
    ]

    topics, _notes = read(tmp_path, "\n".join(mails))

    assert [topic.title for topic in topics] == ["one", "two", "[PATCH] three", "[RFC] four"]


def test_what_goes_on_for_long_takes_no_longer_than_it_is_long():
    """Quadratic, each of these would take more than a minute."""
    for long in (" " * 200_000, "> " * 100_000, ">" * 200_000, f"\n{' ' * 200_000}" * 2):
        assert hidden(f"a@b.example{long}x") == f"a at …{long}x"
    assert letters(b"a" * 2_000_000 + b"\xe9", "punycode").endswith("a\xe9")
