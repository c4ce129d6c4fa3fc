"""A model server with canned answers: the protocol over real HTTP, in no time, so that only our part is measured."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TEXT = "```python\nprint('an answer')\n```"


def _fill(schema: dict[str, Any]) -> Any:
    """The least value that fits a JSON schema."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    if kind == "object":
        return {name: _fill(part) for name, part in schema["properties"].items()}
    return {"string": "because", "array": [], "integer": 1, "number": 0.5, "boolean": True}[kind]


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            length = int(head.split("content-length: ")[1].split("\r\n")[0])
            body = json.loads(await reader.readexactly(length))
            form = body.get("response_format") or {}
            is_form = form.get("type") == "json_schema"
            text = json.dumps(_fill(form["json_schema"]["schema"])) if is_form else TEXT
            choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
            reply = {"choices": [choice], "usage": {"prompt_tokens": 20, "completion_tokens": 10}}
            data = json.dumps(reply).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
                % (len(data), data)
            )
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


@contextmanager
def canned_models() -> Iterator[str]:
    """Serve in a thread of this process; the base URL."""
    loop = asyncio.new_event_loop()
    ready: list[str] = []
    started = threading.Event()

    async def main() -> None:
        server = await asyncio.start_server(_serve, "127.0.0.1", 0)
        ready.append(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
        started.set()
        await asyncio.Event().wait()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(main())

    threading.Thread(target=run, daemon=True).start()
    started.wait()
    yield ready[0]
