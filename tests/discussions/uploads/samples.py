"""Files made of bytes here: those that are taken, and those that are not what they seem."""

import io
import json
import struct
import wave
import zipfile

from PIL import Image

from community.discussions.uploads.limits import OFFICE
from tests.accounts.hostile_pictures import chunk, gif, jpeg, png, webp

SECRET = b"Somewhere 52.5200, 13.4050"  # what a phone writes into a photo


def picture(kind="PNG", size=(320, 200), *, mode="RGB", colour="green", **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def photo(size=(640, 480), kind="JPEG", **options):
    """Of many colours, with a place in it."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, kind, exif=exif, **options)
    return out.getvalue()


def animated(kind="GIF", frames=3, size=(60, 40)):
    others = [Image.new("RGB", size, (9 * n % 255, n % 255, 99)) for n in range(1, frames)]
    return picture(kind, size, save_all=True, append_images=others, duration=40)


def still_frames(count, size):
    """A GIF of which only its blocks say how many frames it has."""
    return gif(size, (8, 8), frames=count)


def many_frames():
    """A PNG of three frames that says to have two thousand million, each with its checksum."""
    content = animated("PNG")
    at = content.index(b"acTL")
    told = chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))
    return content[: at - 4] + told + content[at + 16 :]


def broken_avif():
    """Its boxes are whole, and what they say of the picture is not."""
    return photo((64, 48), "AVIF").replace(b"av01", b"av09")


def archive(*entries, mode=None, **extra):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in [*entries, *extra.items()]:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if mode:
                info.external_attr, info.create_system = mode << 16, 3
            file.writestr(info, content)
    return out.getvalue()


def office(folder="word", **more):
    return archive(("[Content_Types].xml", "<Types/>"), (f"{folder}/document.xml", "<d/>"), **more)


def open_document(kind="text"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        file.writestr("content.xml", "<d/>", zipfile.ZIP_DEFLATED)
        file.writestr("META-INF/manifest.xml", "<d/>")
    return out.getvalue()


def encrypted():
    content = bytearray(archive(("a.txt", "secret")))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def overlapping():
    """Two names for the same bytes."""
    content = archive(("a.txt", b"0" * 1000), ("b.txt", b"1" * 1000))
    at = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", at + 4)
    return content[: second + 42] + struct.pack("<I", 0) + content[second + 46 :]


def lying():
    """It expands to more than it says."""
    content = bytearray(archive(("a.txt", b"0" * 5_000_000)))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


def pdf():
    return b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def wav(seconds=0.1):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * int(8000 * seconds)))
    return out.getvalue()


def box(name, content=b""):
    return struct.pack(">I4s", 8 + len(content), name) + content


def mp4(brand=b"isom"):
    return box(b"ftyp", brand + bytes(4) + b"isom") + box(b"moov", bytes(40)) + box(b"mdat", b"x")


def mp3():
    return (b"\xff\xfb\x90\x00" + bytes(413)) * 4


def ogg():
    return b"OggS" + bytes(24) + b"\x01vorbis" + bytes(200)


def webm():
    return b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(100)


PNG = png(40, 30)
ZIP = archive(("a.txt", "a"))
TEXT_IN_PNG = PNG[:-12] + chunk(b"tEXt", b"Comment\0<script>alert(1)</script>") + PNG[-12:]

# name, content -> kind, media type, name as it is kept
TAKEN = {
    "png": ("a.png", PNG, "picture", "image/webp", "a.webp"),
    "jpeg": ("Photo.JPG", photo(), "picture", "image/webp", "Photo.webp"),
    "webp": ("a.webp", picture("WEBP"), "picture", "image/webp", "a.webp"),
    "gif": ("a.gif", animated(), "picture", "image/webp", "a.webp"),
    "still gif": ("a.gif", picture("GIF", mode="P", colour=3), "picture", "image/webp", "a.webp"),
    "moving webp": ("a.webp", animated("WEBP"), "picture", "image/webp", "a.webp"),
    "moving png": ("a.png", animated("PNG"), "picture", "image/webp", "a.webp"),
    "avif": ("a.avif", picture("AVIF"), "picture", "image/webp", "a.webp"),
    "another picture": ("a.png", photo(), "picture", "image/webp", "a.webp"),
    "two pictures of a phone": ("a.jpg", photo() + photo(), "picture", "image/webp", "a.webp"),
    "video of a phone": ("a.jpg", photo() + mp4(), "picture", "image/webp", "a.webp"),
    "pixels like a signature": (
        "a.jpg", photo() + mp4() + b"pk\3\4\x7felf", "picture", "image/webp", "a.webp",
    ),
    "pdf": ("Plan.pdf", pdf(), "document", "application/pdf", "Plan.pdf"),
    "text": ("notes.txt", "Grüße, 漢字\n".encode(), "document", "text/plain", "notes.txt"),
    "log": ("a.log", b"12:00 MZ began\n", "document", "text/plain", "a.log"),
    "csv": ("a.csv", b"a;b\n1;2\n", "document", "text/csv", "a.csv"),
    "markdown": ("a.md", b"# A\n<script> is a tag\n", "document", "text/markdown", "a.md"),
    "json": ("a.json", json.dumps({"a": 1}).encode(), "document", "application/json", "a.json"),
    "no extension": ("README", b"Read me.\n", "document", "text/plain", "README.txt"),
    "zip": ("a.zip", ZIP, "document", "application/zip", "a.zip"),
    "zip in zip": ("a.zip", archive(("b.zip", ZIP)), "document", "application/zip", "a.zip"),
    "docx": ("a.docx", office(), "document", OFFICE["word"].media_type, "a.docx"),
    "xlsx": ("a.xlsx", office("xl"), "document", OFFICE["xl"].media_type, "a.xlsx"),
    "pptx": ("a.pptx", office("ppt"), "document", OFFICE["ppt"].media_type, "a.pptx"),
    "odt": ("a.odt", open_document(), "document", "application/vnd.oasis.opendocument.text",
            "a.odt"),
    "ods": ("a.ods", open_document("spreadsheet"), "document",
            "application/vnd.oasis.opendocument.spreadsheet", "a.ods"),
    "wav": ("a.wav", wav(), "audio", "audio/wav", "a.wav"),
    "mp3": ("a.mp3", mp3(), "audio", "audio/mpeg", "a.mp3"),
    "tagged mp3": ("a.mp3", b"ID3\3\0\0\0\0\0\0" + mp3(), "audio", "audio/mpeg", "a.mp3"),
    "ogg": ("a.ogg", ogg(), "audio", "audio/ogg", "a.ogg"),
    "flac": ("a.flac", b"fLaC" + bytes(80), "audio", "audio/flac", "a.flac"),
    "m4a": ("a.m4a", mp4(b"M4A "), "audio", "audio/mp4", "a.m4a"),
    "mp4": ("a.mp4", mp4(), "video", "video/mp4", "a.mp4"),
    "webm": ("a.webm", webm(), "video", "video/webm", "a.webm"),
}  # fmt: skip

# name, content -> code
REFUSED = {
    "empty": ("a.png", b"", "file_empty"),
    "large picture": ("a.png", PNG + bytes(10 * 1024 * 1024), "file_too_large"),
    "large file": ("a.txt", b"a" * (20 * 1024 * 1024 + 1), "file_too_large"),
    "tiff": ("a.tiff", picture("TIFF"), "file_type_not_allowed"),
    "unknown bytes": ("a", bytes(range(1, 255)), "file_not_text"),
    "bytes with zeros": ("a.dat", bytes(range(256)), "file_type_not_allowed"),
    "sqlite": ("a.db", b"SQLite format 3\0" + bytes(100), "file_type_not_allowed"),
    "matroska": ("a.webm", webm().replace(b"webm", b"mkvx"), "file_name_mismatch"),
    "pdf as png": ("photo.png", pdf(), "file_name_mismatch"),
    "text as png": ("photo.png", b"It is none.", "file_name_mismatch"),
    "png as pdf": ("plan.pdf", PNG, "file_name_mismatch"),
    "png as text": ("a.txt", PNG, "file_name_mismatch"),
    "zip as docx": ("a.docx", ZIP, "file_name_mismatch"),
    "png as html": ("a.html", PNG, "file_is_markup"),
    "png as exe": ("a.exe", PNG, "file_is_executable"),
    "svg": ("a.svg", b'<svg xmlns="x"><script>alert(1)</script></svg>', "file_is_markup"),
    "svg as png": ("a.png", b'<svg onload="alert(1)">', "file_is_markup"),
    "svg as text": ("a.txt", b"\xef\xbb\xbf \n<svg onload='alert(1)'>", "file_is_markup"),
    "xml": ("a.xml", b'<?xml version="1.0"?><a/>', "file_is_markup"),
    "entities": ("a.txt", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", "file_is_markup"),
    "html": ("a.html", b"<!doctype html><script>alert(1)</script>", "file_is_markup"),
    "html as csv": ("a.csv", b"a,b\n<script>alert(1)</script>\n", "file_is_markup"),
    "html in utf-16": ("a.txt", "<html>".encode("utf-16"), "file_is_markup"),
    "pixels": ("a.png", png(9_000, 9_000, depth=1, colours=0), "picture_too_large"),
    "one column": ("a.png", png(1, 12_001, depth=1, colours=0), "picture_too_large"),
    "jpeg that says so": ("a.jpg", jpeg(20_000, 20_000), "picture_too_large"),
    "progressive": ("a.jpg", jpeg(5_000, 5_000, progressive=True), "picture_too_large"),
    "scans": ("a.jpg", jpeg(900, 900, progressive=True, scans=200), "picture_too_large"),
    "webp that says so": ("a.webp", webp(9_000, 9_000), "picture_too_large"),
    "wide screen": ("a.gif", gif((65_535, 65_535), (8, 8)), "picture_too_large"),
    "frames": ("a.gif", still_frames(301, (8, 8)), "picture_too_many_frames"),
    "large frames": ("a.gif", still_frames(100, (1_000, 1_000)), "picture_too_many_frames"),
    "frames that it says": ("a.png", many_frames(), "picture_too_many_frames"),
    "cut off avif": ("a.avif", broken_avif(), "not_a_picture"),
    "cut off": ("a.png", PNG[:50], "not_a_picture"),
    "cut off jpeg": ("a.jpg", photo()[:400], "not_a_picture"),
    "head alone": ("a.gif", b"GIF89a", "not_a_picture"),
    "broken pixels": ("a.png", PNG.replace(PNG[45:60], bytes(15)), "not_a_picture"),
    "zip behind": ("a.png", PNG + ZIP, "file_has_hidden_content"),
    "zip behind jpeg": ("a.jpg", photo() + ZIP, "file_has_hidden_content"),
    "html behind jpeg": ("a.jpg", photo() + b"<html><script>", "file_has_hidden_content"),
    "html behind gif": ("a.gif", picture("GIF") + b"<script>", "file_has_hidden_content"),
    "pdf behind webp": ("a.webp", picture("WEBP") + pdf(), "file_has_hidden_content"),
    "script in a comment": ("a.png", TEXT_IN_PNG, "file_has_hidden_content"),
    "page in a comment": ("a.jpg", photo(comment=b"<html>"), "file_has_hidden_content"),
    "pdf in a comment": ("a.jpg", photo(comment=b"%PDF-1.4"), "file_has_hidden_content"),
    "zip in a comment": ("a.gif", picture("GIF", comment=ZIP[:60]), "file_has_hidden_content"),
    "zip behind pdf": ("a.pdf", pdf() + ZIP, "file_has_hidden_content"),
    "zip behind mp3": ("a.mp3", mp3() + ZIP, "file_has_hidden_content"),
    "zip behind wav": ("a.wav", wav() + ZIP, "file_has_hidden_content"),
    "page behind mp4": ("a.mp4", mp4() + b"<html>  ", "file_has_hidden_content"),
    "pdf in mp3": ("a.mp3", mp3()[:8] + pdf() + mp3(), "file_has_hidden_content"),
    "before zip": ("a.zip", b"PK\3\4 something else" + ZIP, "file_has_hidden_content"),
    "behind zip": ("a.zip", ZIP + b"<html>", "file_has_hidden_content"),
    "10,000 entries": ("a.zip", archive(*((f"{n}", "") for n in range(10_000))),
                       "archive_too_many_entries"),
    "bomb": ("a.zip", archive(("a", bytes(110_000_000))), "archive_expands_too_far"),
    "small bomb": ("a.zip", archive(("a", bytes(5_000_000))), "archive_expands_too_far"),
    "bomb in it": ("a.zip", archive(("b.zip", archive(("a", bytes(9_000_000))))),
                   "archive_expands_too_far"),
    "overlap": ("a.zip", overlapping(), "archive_expands_too_far"),
    "lies": ("a.zip", lying(), "archive_expands_too_far"),
    "absolute": ("a.zip", archive(("/etc/passwd", "")), "archive_has_unsafe_names"),
    "above": ("a.zip", archive(("a/../../b", "")), "archive_has_unsafe_names"),
    "backslash": ("a.zip", archive(("a\\..\\b", "")), "archive_has_unsafe_names"),
    "drive": ("a.zip", archive(("C:/b", "")), "archive_has_unsafe_names"),
    "link": ("a.zip", archive(("a", "/etc/passwd"), mode=0o120777), "archive_has_unsafe_names"),
    "encrypted": ("a.zip", encrypted(), "archive_encrypted"),
    "nested": ("a.zip", archive(("b.zip", archive(("c.zip", ZIP)))), "archive_nested"),
    "other archive in it": ("a.zip", archive(("a.gz", b"\x1f\x8b\x08")), "archive_nested"),
    "cut off zip": ("a.zip", ZIP[:-30], "file_broken"),
    "macro": ("a.docx", office(**{"word/vbaProject.bin": "x"}), "file_is_executable"),
    "java": ("a.zip", archive(("META-INF/MANIFEST.MF", "")), "file_is_executable"),
    "elf": ("a", b"\x7fELF\x02\x01\x01", "file_is_executable"),
    "exe": ("a.txt", b"MZ\x90\0\3\0\0\0", "file_is_executable"),
    "script": ("a.txt", b"#!/bin/sh\nrm -r /\n", "file_is_executable"),
    "shell": ("a.sh", b"echo\n", "file_is_executable"),
    "latin-1": ("a.txt", "Grüße".encode("latin-1"), "file_not_text"),
    "control": ("a.log", b"\x1b[31mred\n", "file_not_text"),
    "cut off text": ("a.txt", "漢".encode()[:2], "file_not_text"),
    "cut off pdf": ("a.pdf", pdf()[:40], "file_broken"),
    "cut off mp4": ("a.mp4", mp4()[:30], "file_broken"),
    "cut off wav": ("a.wav", wav()[:80], "file_broken"),
    "zip of nothing": ("a.zip", archive(), "file_broken"),
    "crc of png": ("a.png", PNG[:16] + struct.pack(">I", 41) + PNG[20:], "not_a_picture"),
}  # fmt: skip
