"""What a fresh checkout is installed with: pinned, complete, from no place in particular."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pinned(part: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in part.splitlines():
        if line and not line.startswith("#"):
            requirement, _, marker = line.partition(";")
            name, _, _version = requirement.partition("==")
            found.setdefault(bare(name), []).append(marker.strip())
    return found


def bare(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower().strip()


def named(requirements: list[str]) -> set[str]:
    return {bare(re.split(r"[<>=!~\[]", text)[0]) for text in requirements}


def test_every_line_pins_one_version_and_names_no_address() -> None:
    for line in LOCK.splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[\w-]+==[\w.]+(; .+)?", line), line


def test_the_lock_holds_what_the_project_asks_for() -> None:
    runtime, _, tests = LOCK.partition("# [test]")
    assert named(PROJECT["dependencies"]) <= set(pinned(runtime))
    assert named(PROJECT["optional-dependencies"]["test"]) <= set(pinned(tests))
    assert not set(pinned(runtime)) & set(pinned(tests))


def test_qt_is_pinned_for_each_kind_of_machine() -> None:
    runtime = pinned(LOCK.partition("# [test]")[0])
    assert len(runtime["pyside6-essentials"]) == 2
    assert runtime["shiboken6"] == runtime["pyside6-essentials"]


def test_the_start_script_needs_nothing_but_python() -> None:
    tree = ast.parse((ROOT / "installer" / "start.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    for before, line in zip(lines[start:], lines[start + 1 : lines.index("]", start)], strict=False):
        if line.strip().startswith('"'):
            assert before.strip().startswith("#"), line
