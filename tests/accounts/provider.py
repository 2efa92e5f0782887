"""An OpenID Connect provider on this machine, as strict as a real one where it matters."""

import base64
import hashlib
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "the-community", "between us"


class Provider:
    """Knows one person at a time, `person`; what it says of tokens, a test may change."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = {}
        self.token = {}  # claims that are other than they should be
        self.codes = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, address):
        """What the person's browser is sent back to: they are signed in there and say yes."""
        asked = {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = token_urlsafe(16)
        self.codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"]})
        return f"{urlsplit(asked['redirect_uri']).path}?{answer}"

    def refuse(self, address):
        asked = parse_qs(urlsplit(address).query)
        answer = urlencode({"error": "access_denied", "state": asked["state"][0]})
        return f"{urlsplit(asked['redirect_uri'][0]).path}?{answer}"

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path = urlsplit(self.path).path
                if path == "/userinfo":
                    assert self.headers["Authorization"] == "Bearer opens userinfo"
                    return self.say(provider.person)
                return self.say(provider.pages()[path])

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                told = {name: value for name, [value] in parse_qs(body).items()}
                answer = provider.exchange(told)
                self.say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

            def say(self, answer, status=200):
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def pages(self):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            },
            "/jwks": {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]},
        }

    def exchange(self, told):
        """A code, once, for whoever began with it and knows both secrets; else nothing."""
        asked = self.codes.pop(told["code"], None)
        if not asked or (told["client_id"], told["client_secret"]) != (CLIENT, SECRET):
            return None
        proof = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if proof != asked["code_challenge"] or told["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "iat": now,
            "exp": now + 300,
            **self.token,
        }
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "opens userinfo", "token_type": "Bearer", "id_token": signed}
