"""Starts the reading process, feeds it the file and takes its rows; ends it when it takes too long or the person cancels."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import app
from app.errors import UserError
from app.services.exchange.reading.packing import Unpacker, receive, send
from app.services.exchange.reading.passwords import PasswordNeeded
from app.services.progress import Progress

log = logging.getLogger(__name__)

PROGRAM = Path(app.__file__).resolve().parents[1]
WORKER = "app.services.exchange.reading.worker"
LONGEST, LONGEST_PER_MB = 25, 8  # seconds by the clock; a large ledger takes one second for a MB on a slow computer
CPU, CPU_PER_MB = 20, 6
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows only
LOOK = 0.1  # seconds between looks at the clock and at the cancel button
WAITING = 64  # messages on their way; more would only take memory
OUT_OF_MEMORY = ("MemoryError", "memory allocation", "out of memory", "capacity overflow", "Cell limit exceeded")
OUT_OF_TIME = -24  # SIGXCPU


@dataclass
class Sheet:
    name: str
    visible: bool
    rows: list[Sequence[Any]] = field(default_factory=list)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()


class Reading:
    """One file's way through the process; afterwards `sheets`, `format` and `warnings` are filled."""

    def __init__(self, name: str, password: str | None, progress: Progress) -> None:
        self.sheets: list[Sheet] = []
        self.format = ""
        self.warnings: list[str] = []
        self._name, self._password, self._progress = name, password, progress
        self._unpacker = Unpacker()
        self._blank: Sequence[Any] = ()

    def run(self, data: bytes) -> None:
        """Raises UserError, or Cancelled; the process has ended in any case."""
        size = len(data) >> 20
        ends_at = time.monotonic() + LONGEST + LONGEST_PER_MB * size
        with tempfile.TemporaryFile() as complaints, _Child(complaints) as child:
            request = (self._name, self._password, CPU + CPU_PER_MB * size)
            messages = child.converse(request, data)
            collecting = gc.isenabled()
            gc.disable()  # millions of cells are made and none are let go
            try:
                while not self.format:
                    self._progress.step(0, 1, f"正在读取“{self._name}”")
                    if time.monotonic() > ends_at:
                        raise self._took_too_long()
                    with suppress(queue.Empty):
                        message = messages.get(timeout=LOOK)
                        if message is None:
                            raise self._ended(child.status(), _tail(complaints))
                        self._take(message)
            # A message that is none, or that contradicts the one before: the process is not what we started.
            except (pickle.UnpicklingError, ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
                log.exception("reading process")
                raise self._stopped() from error
            finally:
                if collecting:
                    gc.enable()

    def _take(self, message: tuple[Any, ...]) -> None:
        kind, *rest = message
        match kind:
            case "sheet":
                name, visible, _ = rest
                self.sheets.append(Sheet(name, visible))
            case "rows":
                self._rows(*rest)
            case "progress":
                done, total = rest
                self._progress.step(min(done, total - 1), total, f"正在读取“{self._name}”")
            case "facts":
                sheet = self.sheets[-1]
                sheet.faults, sheet.merges, sheet.hidden_rows, sheet.hidden_columns = rest
                self._even(sheet)
            case "again":
                self.sheets.clear()
            case "done":
                self.format, self.warnings = rest
            case "refused":
                asked, *sentences = rest
                raise (PasswordNeeded if asked else UserError)(*sentences)
            case "stopped":
                raise self._ended(0, rest[0])
            case _:
                raise ValueError(kind)

    def _rows(self, first: int, numbers: list[int] | None, columns: Sequence[tuple[Any, ...]]) -> None:
        rows = self.sheets[-1].rows
        new = self._unpacker.rows(columns)
        if len(self._blank) != len(columns):
            self._blank = ("",) * len(columns)
        rows.extend([self._blank] * (first - 1 - len(rows)))
        if numbers is None:
            rows.extend(new)
            return
        for number, row in zip(numbers, new, strict=True):
            rows.extend([self._blank] * (number - 1 - len(rows)))
            rows.append(row)

    def _even(self, sheet: Sheet) -> None:
        """Rows of one width: text files tell their widest row late."""
        width = len(sheet.rows[-1]) if sheet.rows else 0
        if sheet.rows and len(sheet.rows[0]) != width:
            sheet.rows = [(*row, *("",) * (width - len(row))) if len(row) < width else row for row in sheet.rows]

    # How it can end

    def _ended(self, status: int, complaint: str) -> UserError:
        log.warning("reading process ended with %s: %s", status, complaint)
        if any(sign in complaint for sign in OUT_OF_MEMORY):
            return UserError(
                f"“{self._name}”没有导入",
                "读它要用的内存超过上限，多半是表格末尾很远处有零散的内容，或者文件不正常",
                "请在 Excel 或 WPS 中把有内容的部分复制到新的工作簿，再导入",
            )
        return self._took_too_long() if status == OUT_OF_TIME else self._stopped()

    def _took_too_long(self) -> UserError:
        return UserError(
            f"“{self._name}”没有导入", "读它用的时间超过上限，文件可能不正常", "请把需要的行复制到新的工作簿再导入"
        )

    def _stopped(self) -> UserError:
        return UserError(
            f"读不出“{self._name}”",
            "文件已损坏，读到一半无法继续",
            "请重新取得该文件，或用 Excel、WPS 打开后另存为 .xlsx 再导入",
        )


class _Child:
    def __init__(self, complaints: IO[bytes]) -> None:
        frozen = [] if getattr(sys, "frozen", False) else ["-P", "-m", WORKER]
        arguments = [sys.executable, *(frozen or ["read-workbook"])]
        self._process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=tempfile.gettempdir(),
            env={**os.environ, "PYTHONPATH": str(PROGRAM), "PYTHONUTF8": "1"},
            creationflags=NO_WINDOW,
        )
        self._messages: queue.Queue[tuple[Any, ...] | None] = queue.Queue(WAITING)
        self._thread: threading.Thread | None = None
        self._given_up = threading.Event()

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._given_up.set()
        self._process.kill()
        self._process.wait()
        if self._thread is not None:
            self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def converse(self, request: tuple[Any, ...], data: bytes) -> queue.Queue[tuple[Any, ...] | None]:
        """The messages that come back, then None; a thread waits at the pipes so that we can look at the clock."""
        self._thread = threading.Thread(target=self._talk, args=(request, data), name="reading", daemon=True)
        self._thread.start()
        return self._messages

    def _talk(self, request: tuple[Any, ...], data: bytes) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return
        try:
            with suppress(OSError), stdin:  # it may end before it has read all
                send(stdin, *request)
                stdin.write(data)
            while (message := receive(stdout)) is not None:
                self._put(message)
        except (pickle.UnpicklingError, OSError, EOFError, ValueError) as error:
            log.warning("reading process: %s", error)
        self._put(None)

    def _put(self, message: tuple[Any, ...] | None) -> None:
        while not self._given_up.is_set():
            with suppress(queue.Full):
                self._messages.put(message, timeout=LOOK)
                return

    def status(self) -> int:
        try:
            return self._process.wait(LOOK * 20)
        except subprocess.TimeoutExpired:
            return 0


def _tail(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    return complaints.read(1 << 14).decode("utf-8", "replace").strip()[-500:]
