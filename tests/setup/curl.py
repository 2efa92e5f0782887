"""As much of curl as the guides use, for machines that have none. Run as a program."""

import argparse
import sys
import urllib.request
from pathlib import Path
from urllib.error import HTTPError


def form(name: str, path: str) -> tuple[bytes, str]:
    """A file as a form sends it, and the type of that."""
    told = f'Content-Disposition: form-data; name="{name}"; filename="{path}"'
    body = f"--limit\r\n{told}\r\nContent-Type: image/png\r\n\r\n".encode()
    return body + Path(
        path
    ).read_bytes() + b"\r\n--limit--\r\n", "multipart/form-data; boundary=limit"


def main() -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("url")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("-d", dest="data")
    parser.add_argument("-F", dest="form")
    parser.add_argument("-D", dest="head", type=Path)
    parser.add_argument("-o", dest="output", type=Path)
    parser.add_argument("-w", dest="told", default="")
    parser.add_argument("--retry", type=int)
    asked = parser.parse_args()
    data = asked.data.encode() if asked.data else None
    headers = dict(header.split(": ", 1) for header in asked.headers)
    if asked.form:
        data, headers["Content-Type"] = form(*asked.form.split("=@"))
    request = urllib.request.Request(asked.url, data, headers, method=asked.method)
    try:
        answer = urllib.request.urlopen(request)
    except HTTPError as error:
        answer = error
    with answer:
        body = answer.read()
    if asked.head:
        asked.head.write_text(
            "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        )
    if asked.output:
        asked.output.write_bytes(body)
    else:
        sys.stdout.buffer.write(body)
    sys.stdout.flush()
    sys.stdout.write(asked.told.replace("%{http_code}", str(answer.status)).replace("\\n", "\n"))


if __name__ == "__main__":
    main()
