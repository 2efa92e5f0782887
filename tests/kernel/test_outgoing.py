"""Servers of the test's own on 127.0.0.1, which only the resolver argument makes reachable."""

import datetime as dt
import socket
import ssl
import threading
import time
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from itertools import count

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from community.kernel import outgoing
from community.kernel.outgoing import (
    BadAddress,
    NotPublic,
    OutgoingRefused,
    TimedOut,
    TooLong,
    TooManyRedirects,
    Unreachable,
    fetch,
    is_public,
    public_only,
)

pytestmark = pytest.mark.enable_socket
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


def redirect(to, status=302):
    return f"HTTP/1.1 {status} Over There\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


class Site:
    """Answers each connection by the next of its answers, and remembers what was asked."""

    def __init__(self, answers, tls=None):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.answers, self.tls, self.asked = list(answers), tls, []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with suppress(OSError):  # closed
            for n in count():
                connection, _ = self.listener.accept()
                answer = self.answers[min(n, len(self.answers) - 1)]
                threading.Thread(target=self._answer, args=(connection, answer)).start()

    def _answer(self, connection, answer):
        with suppress(OSError), connection:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self.asked.append(self._question(connection))
            if callable(answer):
                answer(connection)
            else:
                connection.sendall(answer)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)

    def _question(self, connection):
        got = b""
        while b"\r\n\r\n" not in got:
            got += connection.recv(65536)
        head, _, body = got.partition(b"\r\n\r\n")
        line, *headers = head.decode().split("\r\n")
        told = {name.lower(): value for name, value in (h.split(": ", 1) for h in headers)}
        while len(body) < int(told.get("content-length", 0)):
            body += connection.recv(65536)
        return line, told, body


@pytest.fixture
def site():
    sites = []

    def start(*answers, **options):
        sites.append(Site(answers or [OK], **options))
        return sites[-1]

    yield start
    for one in sites:
        one.listener.close()


def names(**sites):
    """A resolver that knows these names, and looks up all others as the product does."""

    def resolve(host, port):
        known = sites.get(host.partition(".")[0])
        return [known.address] if known else public_only(host, port)

    return resolve


# -- which addresses ---------------------------------------------------------------------------
PRIVATE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.9.9.9",
    "169.254.169.254", "172.16.0.1", "192.168.1.1", "192.0.2.1", "198.18.0.1", "203.0.113.9",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.0.8", "192.88.99.1",
]  # fmt: skip
PRIVATE_6 = [
    "::", "::1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1",
    "ff02::1", "2001:db8::1", "2001::1", "64:ff9b:1::808:808", "2606:4700::1%eth0",
    "2001:20::1", "3fff::1", "5f00::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "2606:4700:4700::1111"]


def forms_in_ipv6(address):
    """Every way in which a packet to an IPv6 address ends at this IPv4 one."""
    number = int(IPv4Address(address))
    mapped = IPv6Address(0xFFFF_0000_0000 | number)
    six_to_four = IPv6Address(0x2002 << 112 | number << 80 | 1)
    translated = IPv6Address(int(IPv6Address("64:ff9b::")) | number)
    return [str(mapped), str(six_to_four), str(translated)]


@pytest.mark.parametrize("address", [*PRIVATE, *PRIVATE_6])
def test_what_only_we_may_reach_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_all_may_reach_is_public(address):
    assert is_public(address)


@given(st.ip_addresses(v=4) | st.sampled_from(PRIVATE).map(IPv4Address))
def test_an_address_is_no_more_public_in_another_form(address):
    plain = is_public(str(address))

    assert [is_public(form) for form in forms_in_ipv6(address)] == [plain] * 3


@given(st.ip_addresses(v=6))
def test_nothing_outside_of_global_unicast_is_public_by_itself(address):
    hides_another = address in outgoing.NAT64 or address.ipv4_mapped

    assert address in outgoing.GLOBAL_UNICAST or hides_another or not is_public(str(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "localhost.", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1",
        "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "169.254.169.254", "\uff11\uff12\uff17.0.0.1",
    ],
)  # fmt: skip
def test_no_spelling_of_ourselves_is_asked(host):
    with pytest.raises(NotPublic):
        fetch(f"http://{host}/")


def test_one_private_address_among_several_refuses_the_name(monkeypatch):
    def lookup(host, port, **_):
        return [(socket.AF_INET, 1, 6, "", (ip, port)) for ip in ("93.184.216.34", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)

    with pytest.raises(NotPublic):
        public_only("both.test", 80)


def test_the_name_is_looked_up_once_and_the_connection_goes_there(site):
    """A name whose second answer is another one (DNS rebinding) gains nothing."""
    real, trap = site(), site()
    answers = [[real.address], [trap.address]]

    answer = fetch("http://rebinding.test/", resolve=lambda host, port: answers.pop(0))

    assert answer.body == b"hello"
    assert (len(real.asked), len(trap.asked), len(answers)) == (1, 0, 1)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://site.test/", "gopher://site.test/", "javascript:alert(1)",
        "//site.test/", "site.test", "", "http://", "http:///path", "http://me:secret@site.test/",
        "http://me@site.test/", "http://@site.test/", "http://site.test:22/",
        "http://site.test:6379/", "http://site.test:0/", "http://site.test:99999/",
        "http://site.test:x/", "http://[::1/", "http://a b.test/", "http://site.test\\@127.0.0.1/",
        "http://%s.test/" % ("a" * 70),
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_web_server_is_refused(url, site):
    here = site()

    with pytest.raises(BadAddress):
        fetch(url, resolve=lambda host, port: [here.address])

    assert not here.asked


# -- asking and being answered -------------------------------------------------------------------
def test_an_answer_is_told_whole(site):
    here = site()

    answer = fetch("HTTP://Site.Test:80/päth?q=ü#part", resolve=names(site=here))

    assert (answer.status, answer.body) == (200, b"hello")
    assert answer.headers["content-TYPE"] == "text/plain"
    assert answer.url == "http://site.test/p%C3%A4th?q=%C3%BC"
    [(line, told, _)] = here.asked
    assert line == "GET /p%C3%A4th?q=%C3%BC HTTP/1.1"
    assert told["host"] == "site.test"
    assert told["accept-encoding"] == "identity"


def test_body_and_headers_are_sent(site):
    here, body = site(), b"x" * 300_000

    fetch(
        "http://site.test:8080/hook", method="POST", body=body,
        headers={"X-Signature": "abc", "Host": "evil.test"}, resolve=names(site=here),
    )  # fmt: skip

    [(line, told, got)] = here.asked
    assert (line, got) == ("POST /hook HTTP/1.1", body)
    assert (told["x-signature"], told["host"]) == ("abc", "site.test:8080")


def test_an_answer_of_any_status_is_one(site):
    answer = fetch(
        "http://site.test/",
        resolve=names(site=site(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n")),
    )

    assert answer.status == 410


def test_a_head_has_no_body(site):
    answer = fetch("http://site.test/", method="HEAD", resolve=names(site=site(OK[:-5])))

    assert (answer.status, answer.body) == (200, b"")


def test_the_next_address_of_a_name_is_tried(site):
    here = site()
    with socket.create_server(("127.0.0.1", 0)) as gone:
        nobody = gone.getsockname()

    answer = fetch("http://site.test/", resolve=lambda *_: [nobody, here.address])

    assert answer.status == 200


@pytest.mark.parametrize(
    "said",
    [b"", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"],
    ids=["nothing", "another protocol", "half"],
)
def test_what_is_no_whole_answer_is_a_failure(said, site):
    with pytest.raises(Unreachable):
        fetch("http://site.test/", resolve=names(site=site(said)))


@pytest.mark.parametrize("addresses", [[], [("127.0.0.1", 1)]])
def test_where_nobody_is_asking_fails(addresses):
    with pytest.raises(Unreachable):
        fetch("http://site.test/", resolve=lambda host, port: addresses)


def test_an_unknown_name_is_a_failure(monkeypatch):
    def lookup(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)

    with pytest.raises(Unreachable):
        fetch("http://nowhere.test/")


# -- bounded -------------------------------------------------------------------------------------
def forever(connection):
    while True:
        connection.sendall(b"x" * 65536)


@pytest.mark.parametrize(
    "said",
    [
        lambda connection: (
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n"), forever(connection)
        ),
        lambda connection: (
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"),
            forever(connection),
        ),
        b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + b"x" * 1001,
    ],
    ids=["without end", "one huge chunk", "one byte more"],
)  # fmt: skip
def test_more_bytes_than_asked_for_are_a_failure(said, site):
    with pytest.raises(TooLong):
        fetch("http://site.test/", limit=1000, resolve=names(site=site(said)))


def test_as_many_bytes_as_asked_for_are_an_answer(site):
    exactly = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000

    answer = fetch("http://site.test/", limit=1000, resolve=names(site=site(exactly)))

    assert len(answer.body) == 1000


def test_what_comes_compressed_is_never_unpacked(site):
    bomb = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00"

    assert fetch("http://site.test/", resolve=names(site=site(bomb))).body == b"\x1f\x8b\x08\x00"


def dripping(head):
    """A byte now and then: no single wait is long, and it never ends."""

    def drip(connection):
        connection.sendall(head)
        while True:
            connection.sendall(b"x")
            time.sleep(0.01)

    return drip


@pytest.mark.parametrize(
    "said",
    [
        dripping(b""),
        dripping(b"HTTP/1.1 200 OK\r\nX-Long: "),
        dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"),
        lambda connection: connection.recv(1),
        lambda connection: [connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n") for _ in count()],
    ],
    ids=["status", "headers", "body", "silence", "continue"],
)
def test_a_slow_server_ends_with_the_time_for_the_whole(said, site):
    with pytest.raises(TimedOut):
        fetch("http://site.test/", seconds=0.2, resolve=names(site=site(said)))


def test_redirects_share_the_time(site):
    def slowly(connection):
        time.sleep(0.15)
        connection.sendall(redirect("/again"))

    here = site(slowly)

    with pytest.raises(TimedOut):
        fetch("http://site.test/", seconds=0.3, redirects=10, resolve=names(site=here))


def test_a_lookup_that_hangs_ends_in_time():
    over = threading.Event()

    with pytest.raises(TimedOut):
        fetch("http://site.test/", seconds=0.1, resolve=lambda *_: over.wait(30) and [])

    over.set()


# -- redirects -----------------------------------------------------------------------------------
def test_a_relative_redirect_is_followed(site):
    here = site(redirect("../b?c=d"), OK)

    answer = fetch("http://site.test/a/x/y", resolve=names(site=here))

    assert answer.url == "http://site.test/a/b?c=d"
    assert [line for line, *_ in here.asked] == ["GET /a/x/y HTTP/1.1", "GET /a/b?c=d HTTP/1.1"]


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1/", "http://localhost/", "//169.254.169.254/latest/meta-data/",
        "https://[::1]/", "file:///etc/passwd", "ftp://site.test/", "http://me:pw@site.test/",
        "http://site.test:5432/", "http://[::1/",
    ],
)  # fmt: skip
def test_a_redirect_to_where_we_do_not_ask_is_refused(to, site):
    here = site(redirect(to), OK)

    with pytest.raises(OutgoingRefused):
        fetch("http://site.test/", resolve=names(site=here))

    assert len(here.asked) == 1


def test_every_redirect_is_looked_up_anew(site):
    """A name that was public a moment ago is not believed to be so still."""
    here, times = site(redirect("/again")), count()

    def resolve(host, port):
        return [here.address] if next(times) == 0 else public_only("127.0.0.1", port)

    with pytest.raises(NotPublic):
        fetch("http://site.test/", resolve=resolve)

    assert len(here.asked) == 1


def test_redirects_end(site):
    here = site(redirect("/again"))

    with pytest.raises(TooManyRedirects):
        fetch("http://site.test/", redirects=2, resolve=names(site=here))

    assert len(here.asked) == 3


SECRETS = {"Authorization": "Bearer s", "Cookie": "a=b", "X-Signature": "s", "Accept": "text/html"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_another_origin_hears_neither_body_nor_secrets(status, site):
    first, second = site(redirect("http://second.test/", status)), site()

    fetch(
        "http://first.test/", method="POST", body=b"secret", headers=SECRETS,
        resolve=names(first=first, second=second),
    )  # fmt: skip

    [(line, told, body)] = second.asked
    assert (line, body) == ("GET / HTTP/1.1", b"")
    assert told.keys() == {"host", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize(
    ("status", "method", "body"), [(302, "GET", b""), (303, "GET", b""), (307, "POST", b"words")]
)
def test_the_same_origin_is_asked_as_a_browser_would(status, method, body, site):
    here = site(redirect("/new", status), OK)
    headers = {"Authorization": "Bearer s", "Content-Type": "text/plain"}

    fetch(
        "http://site.test/", method="POST", body=b"words", headers=headers,
        resolve=names(site=here),
    )  # fmt: skip

    line, told, got = here.asked[1]
    assert (line, got) == (f"{method} /new HTTP/1.1", body)
    assert told["authorization"] == "Bearer s"
    assert ("content-type" in told) == (method == "POST")


# -- certificates --------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of site.test, signed by itself; the file holds the key as well."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site.test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("site.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "site.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda connection, name, _: context.named.append(name)
    context.named = []
    return context


def test_a_certificate_is_checked_for_the_name_that_was_given(certificate, tls, site, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    here = site(tls=tls)
    resolve = names(site=here, other=here)

    assert fetch("https://site.test/", resolve=resolve).body == b"hello"
    assert tls.named == ["site.test"]
    with pytest.raises(Unreachable, match="certificate"):
        fetch("https://other.test/", resolve=resolve)
    assert len(here.asked) == 1


def test_a_certificate_of_nobody_we_know_is_a_failure(tls, site):
    here = site(tls=tls)

    with pytest.raises(Unreachable, match="certificate"):
        fetch("https://site.test/", resolve=names(site=here))

    assert not here.asked


def test_a_handshake_that_never_ends_ends_in_time(site):
    def silent(connection):
        connection.recv(1)

    with pytest.raises(TimedOut):
        fetch("https://site.test/", seconds=0.2, resolve=names(site=site(silent)))
