"""How a product signs somebody in, for the admin to show. A test runs the first."""

PYTHON = """\
import base64, hashlib, hmac, json, time

def widget_token(user_id, name):
    said = json.dumps({"id": str(user_id), "name": name, "at": int(time.time())}).encode()
    payload = base64.urlsafe_b64encode(said).decode().rstrip("=")
    signature = hmac.new(SECRET.encode(), payload.encode(), hashlib.sha256).hexdigest()
    return f"{payload}.{signature}"
"""

NODE = """\
const { createHmac } = require("node:crypto");

function widgetToken(userId, name) {
  const said = { id: String(userId), name, at: Math.floor(Date.now() / 1000) };
  const payload = Buffer.from(JSON.stringify(said)).toString("base64url");
  const signature = createHmac("sha256", SECRET).update(payload).digest("hex");
  return `${payload}.${signature}`;
}
"""

HTML = """\
<script src="%(script)s" data-user="TOKEN" async></script>
"""

# For pages that stay open: a token is made whenever one is needed.
JAVASCRIPT = """\
window.commons = window.commons || ((...call) => (commons.q = commons.q || []).push(call));
commons("identify", () => fetch("/widget-token").then((response) => response.text()));
"""

RECIPES = (("Python", PYTHON), ("Node", NODE), ("HTML", HTML), ("JavaScript", JAVASCRIPT))


def recipes(script: str) -> list[tuple[str, str]]:
    """Each language, and what is written in it for the script at this address."""
    return [(name, code.replace("%(script)s", script)) for name, code in RECIPES]
