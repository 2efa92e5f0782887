"""What may be uploaded, how large and how much of it: all numbers in one table."""

from dataclasses import dataclass

from community.discussions.models import Upload

MiB = 1024 * 1024

MOST_BYTES_OF_PICTURE = 10 * MiB
MOST_BYTES = 20 * MiB  # of any other file; the gateway reads bodies of a little more

# Pictures: what is decoded, and what is kept of it.
MOST_PIXELS = 40_000_000
MOST_SIDE = 12_000
MOST_MEMORY = 200_000_000  # bytes, while one is decoded
MOST_FRAMES = 300
MOST_PLAYED_PIXELS = 60_000_000  # of all frames together
MOST_PLAYED_SIDE = 1_600
KEPT_SIDE = 2_560
VARIANT_WIDTHS = (690, 1035, 1380)

# Archives, office files among them.
MOST_ENTRIES = 1_000
MOST_EXPANDED = 100 * MiB
MOST_RATIO = 100

# Kept bytes by trust level; moderators have no quota.
QUOTAS = {0: 10 * MiB, 1: 100 * MiB, 2: 500 * MiB, 3: 1024 * MiB, 4: 2048 * MiB}

LONGEST_NAME = 100
LONGEST_ALT = 300


@dataclass(frozen=True)
class FileType:
    """A type that may be uploaded, and the extensions that its files have, the best first."""

    media_type: str
    kind: str
    extensions: tuple[str, ...]

    @property
    def extension(self) -> str:
        return self.extensions[0]


_PICTURE, _AUDIO, _VIDEO, _DOCUMENT = (
    str(kind)
    for kind in (Upload.Kind.PICTURE, Upload.Kind.AUDIO, Upload.Kind.VIDEO, Upload.Kind.DOCUMENT)
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

JPEG = FileType("image/jpeg", _PICTURE, ("jpg", "jpeg", "jpe", "jfif"))
PNG = FileType("image/png", _PICTURE, ("png",))
GIF = FileType("image/gif", _PICTURE, ("gif",))
WEBP = FileType("image/webp", _PICTURE, ("webp",))
AVIF = FileType("image/avif", _PICTURE, ("avif",))
PDF = FileType("application/pdf", _DOCUMENT, ("pdf",))
ZIP = FileType("application/zip", _DOCUMENT, ("zip",))
MP3 = FileType("audio/mpeg", _AUDIO, ("mp3",))
OGG = FileType("audio/ogg", _AUDIO, ("ogg", "oga", "opus"))
WAV = FileType("audio/wav", _AUDIO, ("wav",))
FLAC = FileType("audio/flac", _AUDIO, ("flac",))
M4A = FileType("audio/mp4", _AUDIO, ("m4a",))
MP4 = FileType("video/mp4", _VIDEO, ("mp4", "m4v"))
WEBM = FileType("video/webm", _VIDEO, ("webm",))
PICTURES = (JPEG, PNG, GIF, WEBP, AVIF)
OFFICE = {  # by the folder that their content is in
    "word": FileType(f"{_OFFICE}.wordprocessingml.document", _DOCUMENT, ("docx",)),
    "xl": FileType(f"{_OFFICE}.spreadsheetml.sheet", _DOCUMENT, ("xlsx",)),
    "ppt": FileType(f"{_OFFICE}.presentationml.presentation", _DOCUMENT, ("pptx",)),
}
OPEN_DOCUMENTS = {  # by what they say first
    f"{_OPEN}.text": FileType(f"{_OPEN}.text", _DOCUMENT, ("odt",)),
    f"{_OPEN}.spreadsheet": FileType(f"{_OPEN}.spreadsheet", _DOCUMENT, ("ods",)),
}
TEXTS = (
    FileType("text/plain", _DOCUMENT, ("txt", "text", "log")),
    FileType("text/csv", _DOCUMENT, ("csv",)),
    FileType("text/markdown", _DOCUMENT, ("md", "markdown")),
    FileType("application/json", _DOCUMENT, ("json",)),
)
TYPES = (
    *(*PICTURES, PDF, ZIP, MP3, OGG, WAV, FLAC, M4A, MP4, WEBM),
    *OFFICE.values(),
    *OPEN_DOCUMENTS.values(),
    *TEXTS,
)
BY_EXTENSION = {extension: one for one in TYPES for extension in one.extensions}

# What a browser lets choose; a phone makes a JPEG of a picture that has no place in it.
ACCEPT = ",".join(f".{extension}" for extension in BY_EXTENSION)

# What names end in that a program would run or a browser would render, whatever is in the file.
MARKUP = {
    "svg",
    "svgz",
    "html",
    "htm",
    "xhtml",
    "xht",
    "xml",
    "shtml",
    "mhtml",
    "mht",
    "xsl",
    "xslt",
}
EXECUTABLE = {
    *("exe", "dll", "com", "bat", "cmd", "msi", "msp", "scr", "pif", "cpl", "lnk", "reg", "ps1"),
    *("hta", "js", "mjs", "jse", "vbs", "vbe", "wsf", "wsh", "sh", "bash", "zsh", "csh", "swf"),
    *("py", "pyc", "pl", "rb", "php", "phtml", "phar", "jsp", "asp", "aspx", "cgi", "jar", "apk"),
    *("app", "deb", "rpm", "dmg", "iso", "so", "elf", "bin", "docm", "xlsm", "pptm", "dotm"),
}
