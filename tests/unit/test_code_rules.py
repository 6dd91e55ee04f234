"""Rules about the code base itself (style.md §1, §2): import direction, no cycles, no special cases in shared code."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("app.domain", "app.data", "app.services", "ui")
BELOW_LAYERS = ("app", "app.errors", "app.paths", "app.settings", "app.whole_file")  # may be imported from anywhere
HEAVY = ("sqlalchemy", "openpyxl", "reportlab", "python_calamine", "pypinyin", "PySide6")


def modules() -> dict[str, Path]:
    files = [*ROOT.glob("app/**/*.py"), *ROOT.glob("ui/**/*.py")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


def imports(path: Path, *, at_load: bool) -> set[str]:
    """Modules of ours that a file imports; `at_load`: only those imported when it is itself imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = _at_load(tree) if at_load else ast.walk(tree)
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def _at_load(node: ast.AST):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _at_load(child)


def layer(module: str) -> int | None:
    return next((i for i, name in enumerate(LAYERS) if module == name or module.startswith(name + ".")), None)


@pytest.mark.parametrize("module", sorted(modules()))
def test_imports_go_one_way_only(module: str) -> None:
    own = layer(module)
    if own is None:
        return
    upwards = {
        other
        for other in imports(modules()[module], at_load=False)
        if (found := layer(other)) is not None and found > own
    }
    assert not upwards


def test_app_never_imports_qt() -> None:
    for module, path in modules().items():
        if module.startswith("app") and module != "app.cli":
            assert not any(name.startswith(("PySide6", "ui")) for name in imports(path, at_load=False)), module


def test_no_import_cycle() -> None:
    graph = {module: imports(path, at_load=True) & modules().keys() - {module} for module, path in modules().items()}
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join((*way[way.index(module) :], module))
        if module in done:
            return
        for other in graph[module]:
            visit(other, (*way, module))
        done.add(module)

    for module in graph:
        visit(module, ())


def test_first_page_needs_no_heavy_import() -> None:
    code = (
        "import sys; import app.data.queries, app.domain.records;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_shared_code_knows_no_record_type_by_name() -> None:
    from app.domain.records import RECORDS

    shared = [path for name, path in modules().items() if name.startswith(("app.data", "ui"))]
    for path in shared:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                for side in (node.left, *node.comparators):
                    named = (
                        isinstance(side, ast.Constant)
                        and side.value in RECORDS
                        and side.value not in ("unit", "person")
                    )
                    assert not named, f"{path.name}:{node.lineno}"


def test_nothing_of_the_county_is_in_code() -> None:
    for path in modules().values():
        assert "蒙城" not in _code_only(path), path


def _code_only(path: Path) -> str:
    """String constants of a file without docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return "\n".join(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    )


def test_no_file_or_class_without_a_subject() -> None:
    for module in modules():
        assert module.rsplit(".", 1)[-1] not in {"utils", "common", "base", "manager", "helper", "helpers"}
