"""The tutorial's files are those of the example, in both languages, and what its server answers is what it shows."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from .test_documents import COMMAND, ROOT, Fence, change, fences, write

EXAMPLE = ROOT / "examples" / "web_desk"
TUTORIALS = [ROOT / "docs" / "tutorials" / f"web-application{end}" for end in (".md", ".zh.md")]


def names(path: Path) -> str:
    return path.name


def built(tutorial: Path, folder: Path) -> list[Fence]:
    """Everything that the tutorial writes, written; all its fences."""
    found = list(fences(tutorial))
    for fence in found:
        if fence.is_file:
            (change if fence.language == "diff" else write)(fence)
    return found


def files(folder: Path) -> dict[str, str]:
    found = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in found}


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=names)
def test_the_tutorial_builds_the_example(tutorial: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    built(tutorial, tmp_path)
    example = {name: text for name, text in files(EXAMPLE).items() if not name.startswith(("README", "desk_data"))}
    assert files(tmp_path / "my_desk") == example


def test_both_tutorials_have_the_same_fences() -> None:
    english, chinese = ([(each.language, each.place) for each in fences(tutorial)] for tutorial in TUTORIALS)
    assert english == chinese


class Server:
    """What `$ flask …` starts, on a port that is free."""

    def __init__(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = str(taken.getsockname()[1])
        self.running: subprocess.Popen[bytes] | None = None
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def start(self, arguments: list[str]) -> None:
        self.kill()
        command = [sys.executable, "-m", "flask", *arguments, "--port", self.port]
        self.running = subprocess.Popen(command, env={**os.environ, "LC_ALL": "C.UTF-8"}, stderr=subprocess.DEVNULL)
        while self.running.poll() is None:
            try:
                self.token = re.search('name="token" value="(.*?)"', self.ask("/come-in"))
                return
            except urllib.error.URLError:
                time.sleep(0.05)
        raise AssertionError("the server has ended")

    def ask(self, path: str, **filled: str) -> str:
        data = urllib.parse.urlencode(filled).encode() if filled else None
        with self.browser.open(f"http://127.0.0.1:{self.port}{path}", data) as answer:
            return str(answer.read().decode())

    def open_case(self) -> None:
        """What the tutorial asks its reader to do with a browser."""
        assert self.token
        self.ask("/come-in", token=self.token[1], person="li")
        assert "2024-018" in self.ask("/", token=self.token[1], number="2024-018")

    def kill(self) -> None:
        if self.running:
            self.running.send_signal(signal.SIGKILL)
            self.running.wait()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.kill()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("tutorial", TUTORIALS, ids=names)
def test_the_server_answers_as_shown(
    tutorial: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    shutil.copytree(ROOT / "examples" / "deputy_proposals", tmp_path / "deputy_proposals")
    monkeypatch.chdir(tmp_path)
    asked = 0
    for fence in built(tutorial, tmp_path):
        for found in COMMAND.finditer(fence.text) if fence.language == "console" else ():
            program, *arguments = shlex.split(found["command"].replace(":5000", f":{server.port}"))
            if program == "flask":
                first = server.running is None
                server.start(arguments)
                if first:
                    server.open_case()
            elif program == "curl":
                asked += 1
                said = subprocess.run(
                    [program, *arguments], capture_output=True, text=True, check=True, encoding="utf-8"
                )
                shown = found["shown"].rstrip("\n")
                begins, _, ends = shown.partition("…")
                assert said.stdout.startswith(begins), f"{fence}: {found['command']} printed\n{said.stdout}"
                assert "…" in shown or said.stdout.strip() == shown, f"{fence}: {said.stdout}"
                assert said.stdout.strip().endswith(ends)
    assert asked == 7
