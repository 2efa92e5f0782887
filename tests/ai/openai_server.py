"""A small local server to the public documentation of OpenAI's API: chat completions with a JSON
schema, and embeddings. It knows its models and its key, and answers errors as the API does.

    server.answer = lambda system, user: {"label": "positive"}   # what the chat model says
    server.fail_next(500, 500)                                   # the next two answers
"""

import hashlib
import json
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

KEY, CHAT_MODEL, EMBEDDING_MODEL = "sk-only-for-tests", "small-chat", "small-embedding"
DIMENSIONS = 8
MOST_INPUTS = 2048


class Refused(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": "invalid_request_error", "code": code}}


class OpenAIServer:
    """`asked` are the requests as (path, body) that came, whatever was answered."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.answer: Callable[[str, str], Any] = lambda _system, _user: {}
        self._next: deque[int | bytes] = deque()
        self.silence = threading.Event()  # set: requests hang until it is cleared or closed
        self._closed = threading.Event()

    def fail_next(self, *answers: int | bytes) -> None:
        """The next answers: each a status of an error, or the raw body of a success."""
        self._next.extend(answers)

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if outer.silence.is_set():
                    outer.asked.append((self.path, None))
                    outer._closed.wait(60)
                    return
                status, told = outer.respond(self.path, self.headers, json.loads(body))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                if 300 <= status < 400:
                    self.send_header("Location", f"{outer.url}/elsewhere")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()

    def respond(self, path: str, headers: Any, body: Any) -> tuple[int, bytes]:
        self.asked.append((path, body))
        if self._next:
            due = self._next.popleft()
            if isinstance(due, bytes):
                return 200, due
            error = {"message": f"for {body}", "type": "server_error", "code": None}
            return due, json.dumps({"error": error}).encode()
        try:
            return 200, json.dumps(self._answered(path, headers, body)).encode()
        except Refused as refused:
            return refused.status, json.dumps(refused.body).encode()

    def _answered(self, path: str, headers: Any, body: Any) -> Any:
        if headers.get("Authorization") != f"Bearer {KEY}":
            raise Refused(401, "invalid_api_key", "Incorrect API key provided.")
        if path == "/v1/chat/completions":
            return self._chat(body)
        if path == "/v1/embeddings":
            return self._embeddings(body)
        raise Refused(404, "unknown_url", f"Unknown request URL: POST {path}.")

    def _chat(self, body: Any) -> Any:
        if body["model"] != CHAT_MODEL:
            raise Refused(404, "model_not_found", f"The model {body['model']} does not exist.")
        wanted = body["response_format"]
        if wanted["type"] != "json_schema" or not wanted["json_schema"]["name"]:
            raise Refused(400, "invalid_value", "A JSON schema has a name.")
        schema = wanted["json_schema"]["schema"]
        if wanted["json_schema"].get("strict") and schema.get("additionalProperties") is not False:
            raise Refused(400, "invalid_json_schema", "'additionalProperties' has to be false.")
        told = {message["role"]: message["content"] for message in body["messages"]}
        content = json.dumps(self.answer(told["system"], told["user"]))
        message = {"role": "assistant", "content": content, "refusal": None}
        return {
            "id": f"chatcmpl-{len(self.asked)}",
            "object": "chat.completion",
            "model": CHAT_MODEL,
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }

    def _embeddings(self, body: Any) -> Any:
        if body["model"] != EMBEDDING_MODEL:
            raise Refused(404, "model_not_found", f"The model {body['model']} does not exist.")
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        if not texts or len(texts) > MOST_INPUTS or not all(texts):
            raise Refused(400, "invalid_value", "'$.input' is invalid.")
        rows = [
            {"object": "embedding", "index": n, "embedding": embedded(text)}
            for n, text in enumerate(texts)
        ]
        return {"object": "list", "model": EMBEDDING_MODEL, "data": rows[::-1]}


def embedded(text: str) -> list[float]:
    """A vector of length 1 for its words: texts that share words are nearer."""
    vector = [0.0] * DIMENSIONS
    for word in text.lower().split():
        vector[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1.0
    length = sum(number * number for number in vector) ** 0.5 or 1.0
    return [number / length for number in vector]
