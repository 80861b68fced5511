"""A real browser, driven through its DevTools protocol; what it does is recorded as a HAR."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--remote-debugging-pipe"),
    # Frames of other sites stay in the page's process: one session sees all requests.
    *("--disable-site-isolation-trials", "--disable-features=IsolateOrigins,site-per-process"),
)

START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
"""The browser reads its orders from 3 and answers on 4."""

PATIENCE = 30


class Browser:
    """One page of a browser."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders, self._answers = orders, answers
        self._number = 0
        self._rest = b""
        self._session = ""
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Network", "Page", "Runtime"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **params: Any) -> Any:
        """Give an order and wait for its answer; events on the way are kept."""
        self._number += 1
        order: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            order["sessionId"] = self._session
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        answer = self._until(lambda said: said.get("id") == self._number)
        assert "error" not in answer, answer
        return answer["result"]

    def close(self) -> None:
        """Let the browser write everything down, and end."""
        self._session = ""
        self.ask("Browser.close")

    def run(self, script: str) -> Any:
        """Run a script in the page; return what its promise comes to."""
        found = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def visit(self, url: str) -> None:
        """Open a page and wait until all of it is there."""
        self.ask("Page.navigate", url=url)
        self._until(lambda said: said.get("method") == "Page.loadEventFired")

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            line, found, rest = self._rest.partition(b"\0")
            if not found:
                part = os.read(self._answers, 1 << 16)
                assert part, "the browser has ended"
                self._rest += part
                continue
            self._rest = rest
            said: dict[str, Any] = json.loads(line)
            self.events.append(said)
            if wanted(said):
                return said
        raise TimeoutError

    def har(self) -> str:
        """Return all requests so far as a HAR, with the headers that really went over the wire."""
        sent: dict[str, dict[str, Any]] = {}
        more: dict[tuple[str, str], list[dict[str, str]]] = {}
        for event in self.events:
            params = event.get("params", {})
            kind = event.get("method", "").removeprefix("Network.")
            if kind == "requestWillBeSent":
                sent[params["requestId"]] = params
            elif kind in ("requestWillBeSentExtraInfo", "responseReceivedExtraInfo"):
                headers = [{"name": n, "value": v} for n, v in params["headers"].items()]
                more[(kind, params["requestId"])] = headers
        entries = [
            {
                "startedDateTime": datetime.fromtimestamp(params["wallTime"], UTC).isoformat(),
                "time": 1,
                "request": {
                    "method": params["request"]["method"],
                    "url": params["request"]["url"],
                    "httpVersion": "HTTP/1.1",
                    "headers": more.get(("requestWillBeSentExtraInfo", name), []),
                    "cookies": [],
                },
                "response": {
                    "status": 200,
                    "headers": more.get(("responseReceivedExtraInfo", name), []),
                    "cookies": [],
                },
            }
            for name, params in sent.items()
        ]
        log = {"version": "1.2", "creator": {"name": "test", "version": "1"}, "entries": entries}
        return json.dumps({"log": log})


@contextmanager
def opened(profile: Path) -> Iterator[Browser]:
    """Start a browser with an empty profile; after `close`, wait for its end."""
    (theirs_in, orders), (answers, theirs_out) = os.pipe(), os.pipe()
    high = [fcntl.fcntl(each, fcntl.F_DUPFD, 50) for each in (theirs_in, theirs_out)]
    words = [sys.executable, "-c", START, *map(str, high), "chromium", *FLAGS]
    process = subprocess.Popen(
        [*words, f"--user-data-dir={profile}", "about:blank"],
        pass_fds=high,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for each in (theirs_in, theirs_out, *high):
        os.close(each)
    try:
        yield Browser(orders, answers)
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
        os.close(orders)
        os.close(answers)
