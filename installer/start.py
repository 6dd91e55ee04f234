"""All that is needed after a checkout: `python3 installer/start.py` opens the program, `... start.py test` tests it.

Makes a private environment beside the checkout, installs the locked dependencies and, on Linux, the system libraries
that Qt needs. Then it opens the window with the demonstration county; where there is no display it runs the same
demonstration off screen. Uses the standard library only, because nothing else is there yet.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / ".venv"
DEMO = ROOT / ".demo"
TEST_PART = "# [test]"

# Shared libraries that the Qt wheels load → Debian package that has them (measured on bare Debian 11 and 12).
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
# Programs that some tests look at results with; where one is missing its tests are skipped.
TEST_PROGRAMS = {
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "soffice": "libreoffice-calc",
}


class Stop(Exception):
    """Says in Chinese why it does not go on, and what to do."""


def main(words: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 (it may be started with any Python)
            raise Stop(f"需要 Python 3.11 或更高版本，现在是 {sys.version.split()[0]}。请安装后重试。")
        if list(words) == ["test"]:
            return test()
        if words:
            raise Stop("用法：python3 installer/start.py [test]")
        return start()
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as failed:
        print(f"执行失败：{' '.join(map(str, failed.cmd))}", file=sys.stderr)
        return failed.returncode or 1
    except KeyboardInterrupt:
        return 130


def start() -> int:
    python = prepare(tests=False)
    if has_display():
        home = DEMO / "home"
        if not (home / "fuyuan.db").exists():
            print("正在建立演示县……")
            fuyuan(python, home, "demo")
        print("正在打开窗口。演示数据全部虚构，保存在", home)
        return subprocess.call([python, "-m", "app.cli", "--home", home], cwd=ROOT)
    print("本机没有显示器，改为在后台完成同样的演示。")
    return demonstrate(python)


def test() -> int:
    python = prepare(tests=True)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    # On two cores at once: many tests start programs of their own and wait for them.
    tests = [python, "-m", "pytest", "tests", "--ignore=tests/bench", "-n", "2", "--dist", "worksteal"]
    return subprocess.call(tests, cwd=ROOT, env=environment)


def has_display() -> bool:
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# The environment


def prepare(*, tests: bool) -> str:
    """The interpreter of an environment with everything installed."""
    if sys.platform.startswith("linux"):
        libraries = QT_LIBRARIES | (WINDOW_LIBRARIES if has_display() or tests else {})
        missing = [package for library, package in libraries.items() if not loads(library)]
        if missing and not install_packages(missing):
            raise Stop(f"缺少 Qt 所需的系统库。请先以管理员身份执行：\n{apt_line(missing)}")
        if tests:
            wanted = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
            if wanted and not install_packages(wanted):
                print(f"缺少部分测试工具，相关测试将跳过。如需安装，请执行：\n{apt_line(wanted)}")
    python = make_environment()
    install_locked(python, tests=tests)
    return python


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_line(packages: Iterable[str]) -> str:
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def install_packages(packages: Sequence[str]) -> bool:
    """Only as root and where there is apt-get; False when they are not installed."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print("正在安装系统软件包：", " ".join(packages))
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.call(["apt-get", "update", "-q"], env=environment) != 0:
        return False
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]
    return subprocess.call([*install, *packages], env=environment) == 0


def make_environment() -> str:
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if works(python):
        return str(python)
    if subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode != 0:
        # Debian ships Python without the part that makes environments.
        package = f"python3.{sys.version_info.minor}-venv"
        if not install_packages([package]):
            raise Stop(f"本机的 Python 不能建立独立环境。请先以管理员身份执行：\n{apt_line([package])}")
    print("正在建立独立的 Python 环境：", ENVIRONMENT)
    subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    return str(python)


def works(python: Path) -> bool:
    """Whether an environment is there whole; one left half made by an interrupted run is made anew."""
    return python.exists() and subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0


def install_locked(python: str, *, tests: bool) -> None:
    """Installs anew only when the lock file has changed since."""
    lines = LOCK.read_text(encoding="utf-8")
    wanted = lines if tests else lines.partition(TEST_PART)[0]
    hashed = hashlib.sha256(wanted.encode()).hexdigest()
    stamp = ENVIRONMENT / ("installed-test" if tests else "installed")
    if stamp.exists() and stamp.read_text() == hashed:
        return
    print("正在安装依赖，首次需要几分钟……")
    requirements = ENVIRONMENT / "requirements.txt"
    requirements.write_text(wanted, encoding="utf-8")
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]
    if subprocess.call([*pip, "-q", "-r", requirements]) != 0:
        raise Stop("依赖没有装好，原因见上。请检查网络后重新执行，已装好的不会重装。")
    stamp.write_text(hashed)
    if tests:  # they contain what the program needs
        (ENVIRONMENT / "installed").write_text(hashlib.sha256(lines.partition(TEST_PART)[0].encode()).hexdigest())


# The demonstration off screen


def fuyuan(python: str, home: Path, *words: str | Path) -> None:
    print("› fuyuan", *words)
    done = subprocess.run([python, "-m", "app.cli", *words, "--home", home], cwd=ROOT, env=quiet())
    if done.returncode != 0 and (words[0], done.returncode) != ("import", 1):  # 1: some rows to be looked at again
        raise Stop(f"演示中断：fuyuan {words[0]} 没有完成。")


def quiet() -> dict[str, str]:
    """Surroundings of a command that draws nothing on a screen, where there is none."""
    return os.environ | {"PYTHONUTF8": "1"} | ({} if has_display() else {"QT_QPA_PLATFORM": "offscreen"})


def demonstrate(python: str) -> int:
    """One office fills its ledgers, sends one as a workbook, another office imports it; notices and pictures."""
    shutil.rmtree(DEMO, ignore_errors=True)
    out = DEMO / "output"
    out.mkdir(parents=True)
    home, other_desk = DEMO / "home", DEMO / "other-desk"
    fuyuan(python, home, "demo")
    for record, name in LEDGERS.items():
        fuyuan(python, home, "export", record, out / f"{name}.xlsx")
    fuyuan(python, other_desk, "demo", "--records", "0")
    fuyuan(python, other_desk, "import", out / f"{LEDGERS['admin_case']}.xlsx")
    fuyuan(python, home, "print", "admin_case", out / "行政诉讼案件台账.pdf")
    hearing = first(python, home, "appearance", "status=已发出庭通知")
    letter = first(python, home, "letter", "kind=出庭应诉提示函")
    day_before = date.fromisoformat(hearing["hearing_at"][:10]) - timedelta(days=1)
    notice: list[str | Path] = [
        "head_appearance_notice",
        "--record",
        hearing["reg_no"],
        "--out",
        out / "出庭应诉提示函.pdf",
    ]
    given = ["--set", f"发文字号={letter['doc_no']}", "--set", f"身份证明报送截止日={day_before}"]
    fuyuan(python, home, "notice", *notice, *given)
    fuyuan(python, home, "screenshots", out / "screenshots")
    print(f"演示完成，台账、文书和界面截图在：{out}")
    return 0


def first(python: str, home: Path, record: str, where: str) -> dict[str, str]:
    """The first row of a ledger that meets a condition."""
    words: list[str | Path] = ["list", record, "--where", where, "--limit", "1", "--json", "--home", home]
    found = subprocess.run([python, "-m", "app.cli", *words], cwd=ROOT, env=quiet(), check=True, capture_output=True)
    rows: list[dict[str, str]] = json.loads(found.stdout)["rows"]
    return rows[0]


LEDGERS = {
    "admin_case": "行政诉讼案件台账",
    "appearance": "行政机关负责人出庭应诉台账",
    "bankruptcy_case": "企业破产案件台账",
    "petition": "信访案件台账",
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
