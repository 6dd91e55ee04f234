"""A desktop of its own (Xvfb, a window manager) on which the real program is used by real keys and mouse clicks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-24"
NEEDED = ("Xvfb", "xkbcomp", "openbox", "xdotool")
LETTERS = "皖行初号治安处罚王小明责令改正"  # the keyboard has these besides Latin letters
PATIENCE = 20  # seconds; what is waited for mostly takes a tenth of one


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        here = Path(__file__).parent
        for item in items:
            if here in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(missing)}"))


def wait(what: str, condition: Callable[[], Any]) -> Any:
    """What the condition says once it is true."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    pytest.fail(f"waited in vain: {what}", pytrace=True)


class Desktop:
    """A screen with a keyboard that has the Chinese characters of the tests on keys of their own. (Left to itself
    xdotool changes the keyboard for each character, and a busy program may look at it too late.)"""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[Any]] = []
        reading, writing = os.pipe()
        size = ["-noreset", "-screen", "0", "1400x900x24"]
        self._start(["Xvfb", "-displayfd", str(writing), *size], os.environ, pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as said:
            self.name = ":" + said.readline().strip()
        self.environment = {**os.environ, "DISPLAY": self.name}
        self._put_letters_on_keys()
        self._start(["openbox", "--config-file", "/dev/null"], self.environment)

    def _start(self, command: list[str], environment: Any, **more: Any) -> None:
        quiet = subprocess.DEVNULL
        self._started.append(subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, **more))

    def _put_letters_on_keys(self) -> None:
        layout = self.ask("xkbcomp", self.name, "-")
        used = set(re.findall(r"key\s+(<\w+>)", layout))
        free = [key for key in re.findall(r"^\s+(<\w+>) = \d+;", layout, re.M) if key not in used]
        pairs = [LETTERS[n : n + 2] for n in range(0, len(LETTERS), 2)]
        assert len(pairs) <= len(free), "too many letters for the keys that are free"
        keys = "".join(
            f"key {key} {{ [ {', '.join(f'U{ord(letter):04X}' for letter in pair)} ] }};\n"
            for key, pair in zip(free, pairs, strict=False)
        )
        end = layout.index("\n};", layout.index("xkb_symbols"))
        changed = f"{layout[:end]}\n{keys}{layout[end:]}"
        subprocess.run(["xkbcomp", "-w", "0", "-", self.name], input=changed, text=True, check=True)

    def ask(self, *command: object) -> str:
        environment = getattr(self, "environment", os.environ)
        done = subprocess.run(
            list(map(str, command)), env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
        return done.stdout.strip()

    def close(self) -> None:
        for process in reversed(self._started):
            process.kill()
            process.wait()


class Person:
    """At the keyboard of one running program; looks at its titles and, through the command line, at its database."""

    def __init__(self, desktop: Desktop, home: Path) -> None:
        self.desktop, self.home = desktop, home
        environment = {**desktop.environment, "QT_QPA_PLATFORM": "xcb", "QT_IM_MODULE": "", "PYTHONUTF8": "1"}
        self._said = (home.parent / "said.txt").open("w+")
        command = [sys.executable, "-m", "app.cli", "--home", str(home), "--today", TODAY]
        self._program = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=self._said, stderr=self._said)
        self.sees("演示数据")

    # Hands

    def press(self, *keys: str) -> None:
        self.desktop.ask("xdotool", "key", "--delay", "8", *keys)

    def type(self, text: str) -> None:
        self.desktop.ask("xdotool", "type", "--delay", "8", text)

    def enter(self, times: int = 1) -> None:
        self.press(*["Return"] * times)

    def double_click(self, across: float, down: float) -> None:
        """At a part of the window's width and height."""
        window = self.desktop.ask("xdotool", "getactivewindow", "getwindowgeometry", "--shell")
        size = {name: int(number) for name, number in re.findall(r"^(\w+)=(\d+)$", window, re.M)}
        place = (str(round(size["WIDTH"] * across)), str(round(size["HEIGHT"] * down)))
        self.desktop.ask("xdotool", "mousemove", "--window", size["WINDOW"], *place)
        self.desktop.ask("xdotool", "click", "--repeat", 2, "--delay", 60, 1)

    # Eyes

    @property
    def title(self) -> str:
        return self.desktop.ask("xdotool", "getactivewindow", "getwindowname")

    def sees(self, title: str) -> None:
        """Waits for a window with these words in its title, and until the program has done what it was asked."""

        def there() -> bool:
            assert self._program.poll() is None, f"the program ended: {self.said}"
            return title in self.title

        wait(f"a window “{title}”", there)
        self.settle()

    def settle(self) -> None:
        """Until the program rests: no thread runs and no time was used for a while."""
        last: list[tuple[float, int]] = []

        def rests() -> bool:
            busy, used = self._work()
            now = time.monotonic()
            if busy or (last and used - last[0][1] > 1):
                last.clear()
            last.append((now, used))
            return now - last[0][0] > 0.2

        wait("the program to rest", rests)

    def _work(self) -> tuple[bool, int]:
        """Whether a thread runs, and the hundredths of seconds used so far."""
        busy, used = False, 0
        for thread in Path(f"/proc/{self._program.pid}/task").iterdir():
            try:
                words = (thread / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            busy |= words[0] == "R"
            used += int(words[11]) + int(words[12])
        return busy, used

    # The database

    def rows(self, record: str, *where: str) -> list[dict[str, str]]:
        conditions = [word for each in where for word in ("--where", each)]
        rows: list[dict[str, str]] = self._ask("list", record, *conditions, "--limit", "1000")["rows"]
        return rows

    def one(self, record: str, *where: str) -> dict[str, str]:
        """Waits until there is exactly one."""
        found = wait(f"{record} {where}", lambda: len(rows := self.rows(record, *where)) == 1 and rows)
        row: dict[str, str] = found[0]
        return row

    def _ask(self, *words: str) -> Any:
        command = [sys.executable, "-m", "app.cli", *words, "--json", "--home", str(self.home), "--today", TODAY]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
        return json.loads(done.stdout)

    @property
    def said(self) -> str:
        self._said.seek(0)
        return self._said.read()

    def photograph(self, file: Path) -> None:
        if shutil.which("import"):
            self.desktop.ask("import", "-window", "root", file)

    def close(self) -> None:
        self._program.kill()
        self._program.wait()
        self._said.close()


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    made = Desktop()
    yield made
    made.close()


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("county") / "home"
    command = [sys.executable, "-m", "app.cli", "demo", "--home", str(home), "--today", TODAY]
    subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=True)
    return home


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    person = getattr(item, "funcargs", {}).get("person")
    if report.when == "call" and report.failed and isinstance(person, Person):
        picture = person.home.parent / "screen.png"
        person.photograph(picture)
        report.sections.append(("what the person saw", f"{person.title}\n{picture}\n{person.said}"))
    return report


@pytest.fixture
def person(desktop: Desktop, county: Path, tmp_path: Path) -> Iterator[Person]:
    home = tmp_path / "home"
    shutil.copytree(county, home)
    made = Person(desktop, home)
    yield made
    made.close()
