"""Bytes of mails as text, whatever charset a mail claims for them.

Labels are narrower than what programs wrote under them, so each is read as the superset of it
that browsers take (the Encoding Standard of WHATWG).
"""

from __future__ import annotations

import re
from contextlib import suppress

UNREADABLE = "\ufffd"  # stands for each byte that fits no charset
WINDOWS = "cp1252"

_LABELS = {
    "gb18030": "gb2312 gb_2312 gb_2312-80 csgb2312 gbk x-gbk cp936 ms936 windows-936 chinese euc-cn"
    " gb18030",
    "big5hkscs": "big5 cn-big5 csbig5 x-x-big5 big5-hkscs big5hkscs cp950 windows-950",
    "cp932": "shift_jis shift-jis sjis x-sjis csshiftjis ms_kanji ms932 windows-31j cp932",
    "cp949": "euc-kr euckr cseuckr ks_c_5601-1987 ks_c_5601-1989 ksc_5601 ksc5601 iso-ir-149"
    " korean windows-949 cp949",
    "euc_jis_2004": "euc-jp eucjp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp_ext": "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3",
    "hz": "hz hz-gb-2312",
    WINDOWS: "ascii us-ascii ansi_x3.4-1968 iso-ir-6 iso646-us iso-8859-1 iso8859-1 iso_8859-1"
    " latin1 latin-1 l1 cp819 windows-1252 x-cp1252 cp1252",
    "cp1254": "iso-8859-9 iso8859-9 iso_8859-9 latin5 latin-5 windows-1254 x-cp1254",
    "cp874": "tis-620 iso-8859-11 iso8859-11 windows-874 dos-874",
    "iso8859-8": "iso-8859-8 iso-8859-8-i iso-8859-8-e logical visual",
    "cp1251": "windows-1251 x-cp1251 cp-1251 win-1251 win1251",
    "koi8_r": "koi8-r koi8_r koi8 koi cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "mac_roman": "macintosh mac x-mac-roman",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "utf_7": "utf-7 unicode-1-1-utf-7 x-unicode-2-0-utf-7 csunicode11utf7",
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-8-mac",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_OF_HOSTS = {"idna", "punycode"}  # codecs that are no charset, and slow where a text is long
# Their bytes are recognised: what is not in them does not pass for it.
_RECOGNISED = {"gb18030", "big5hkscs", "cp932", "cp949", "euc_jis_2004"}
_JAPANESE = re.compile(rb"\x1b\$[@B]([^\x1b]*)(?:\x1b\([BJ])?")


def letters(data: bytes, charset: str) -> str:
    """What the bytes say; UNREADABLE stands for those that fit nothing.

    Claims are wrong often enough: UTF-8 is recognised whatever they say, unless they name a
    charset that is recognised, too. Without a better idea they came from a Windows of the West.
    """
    codec = codec_of(charset)
    if codec == "iso2022_jp_ext":
        data, codec = _japanese(data), "utf-8"
    if data.isascii():
        tried = [codec or "ascii", "ascii"]
    elif codec in _RECOGNISED:
        tried = [codec, "utf-8"]
    else:
        tried = ["utf-8", codec or WINDOWS]
    for name in tried:
        with suppress(LookupError, ValueError):
            return data.decode(name)
    if codec == "utf-8" and data.decode("utf-8", "ignore").isascii():
        codec = WINDOWS  # nothing of it is UTF-8
    return data.decode(codec or WINDOWS, "replace")


def codec_of(charset: str) -> str:
    """The codec for a label; blank where there is none that makes text of bytes."""
    label = charset.lower().partition("*")[0].strip("'\" ")
    codec = _CODECS.get(label, label)
    if codec in _OF_HOSTS:
        return ""
    try:
        b"xx".decode(codec)
    except (LookupError, ValueError):
        return ""
    return codec


def _japanese(data: bytes) -> bytes:
    """ISO-2022-JP as UTF-8, with the signs that Windows put into it, such as \u2460."""
    with suppress(ValueError):
        return data.decode("iso2022_jp_ext").encode()
    return _JAPANESE.sub(
        lambda found: (
            bytes(byte | 0x80 for byte in found[1]).decode("euc_jis_2004", "replace").encode()
        ),
        data,
    )
