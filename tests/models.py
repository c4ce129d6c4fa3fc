"""A model server for tests: real HTTP, the protocol as servers speak it, answers that are known beforehand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

#: (body of the request) → the text of the answer.
Answer = Callable[[dict[str, Any]], str]


def fill(schema: dict[str, Any], prefer: Iterable[str] = ()) -> Any:
    """The least value that fits a JSON schema; of an enum the first preferred option."""
    if "enum" in schema:
        wanted = [option for option in schema["enum"] if option in prefer]
        return (wanted or schema["enum"])[0]
    kind = schema.get("type")
    if kind == "object":
        return {name: fill(part, prefer) for name, part in schema["properties"].items()}
    if kind == "array":
        return []
    return {"string": "because it does", "integer": 1, "number": 0.5, "boolean": True}[kind or "string"]


def answering(text: str = "```python\nprint('from a model')\n```", prefer: Iterable[str] = ()) -> Answer:
    """Schemas are filled in, everything else is answered with a text."""
    preferred = tuple(prefer)

    def answer(body: dict[str, Any]) -> str:
        form = body.get("response_format") or {}
        if form.get("type") == "json_schema":
            schema = json.loads(json.dumps(form["json_schema"]["schema"]))
            return json.dumps(fill(schema, preferred))
        return f"{text} by {body['model']}"

    return answer


class ModelServer:
    """Answers, counts, and can be told to be down."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[dict[str, Any]] = []
        self.is_down = False
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.split("content-length: ")[1].split("\r\n")[0])
                body = json.loads(await reader.readexactly(length))
                self.asked.append(body)
                if self.is_down:
                    writer.write(b"HTTP/1.1 503 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                    await writer.drain()
                    return
                choice = {
                    "message": {"role": "assistant", "content": self.answer(body)},
                    "finish_reason": "stop",
                }
                reply = {"choices": [choice], "usage": {"prompt_tokens": 20, "completion_tokens": 10}}
                data = json.dumps(reply).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                    + str(len(data)).encode()
                    + b"\r\n\r\n"
                    + data
                )
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # The client, or the test, has left.
        finally:
            writer.close()


@asynccontextmanager
async def model_server(answer: Answer | None = None) -> AsyncIterator[ModelServer]:
    """A server on a free port of this machine."""
    server = ModelServer(answer or answering())
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listener.close()
