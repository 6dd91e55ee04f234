"""One notice for many records, issued in one operation: as one PDF or a file each, with envelopes and 送达回证.

What cannot be issued is told with the reason, the rest is kept. Stopping leaves neither letters nor files.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.errors import UserError
from app.services import attachments
from app.services.notices import numbers
from app.services.notices.catalogue import notice_of
from app.services.notices.issuing import Given, Issued, Ready, enter, handed_out, prepare, print_ready
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation
    from app.services.notices.envelope import Envelope
    from app.services.notices.fonts import Fonts
    from app.services.notices.paper import Paper
    from app.services.notices.template import Values

PATTERN = "{单位}-{案号}-{文种}.pdf"
PARTS = ("单位", "案号", "文种", "文号", "登记编号", "标题", "日期", "序号")
BYTES_AT_MOST = 200  # of a file name; file systems take 255
RESERVED = frozenset("CON PRN AUX NUL".split()) | {f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10)}
CHUNK = 200


@dataclass(frozen=True)
class Failure:
    """A record for which no notice was issued, and why."""

    reg_no: str
    title: str
    why: str


@dataclass(frozen=True)
class Outcome:
    issued: tuple[Issued, ...]
    files: tuple[Path, ...]
    failed: tuple[Failure, ...]


def issue_many(
    db: Database,
    notice_id: str,
    ids: Sequence[int],
    out: Path,
    *,
    each: bool = False,
    values: Values | None = None,
    pattern: str = PATTERN,
    envelopes: bool = False,
    receipts: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """`out`: the PDF, or with `each` the folder for a file each, named by `pattern` (parts: PARTS in braces)."""
    from app.services.notices.fonts import machine_fonts

    progress = progress or Progress()
    notice = notice_of(notice_id)
    if notice is None:
        raise UserError(f"没有文书“{notice_id}”", "文书的名称写错了", "用 fuyuan notices 查看有哪些")
    if each:
        _check_pattern(pattern)
    if each and not out.is_dir():
        raise UserError(f"找不到文件夹“{out}”", "每份一个文件时要写到文件夹中", "请先建立或者另选文件夹")
    ready, failed = _prepared(db, notice_id, notice.record, ids, values, progress)
    if not ready:
        return Outcome((), (), tuple(failed))
    fonts = machine_fonts(bool(db.setting("shipped_fonts_only")))
    fresh: list[Path] = []  # files of a folder; names that were free
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder, attachments.keeping(db) as keep, ExitStack() as stack:
        for n, one in enumerate(progress.of(ready, len(ready), f"正在打印《{notice.title}》")):
            print_ready(db, one, Path(folder) / f"{n}.pdf", fonts)
        made = _print(db, ready, Path(folder), fonts, pattern if each else out.name, receipts, envelopes, progress)
        try:
            files = tuple(out / name for name in _free_names(out, [name for _, name in made])) if each else ()
            if each:
                for (pdf, _), to in zip(made, progress.of(files, len(files), "正在写出文件"), strict=True):
                    fresh.append(to)
                    with handed_out(pdf, to):
                        pass
            else:
                files = tuple(out.with_name(name) for _, name in made)
                for (pdf, _), to in zip(made, files, strict=True):
                    stack.enter_context(handed_out(pdf, to))
            with db.operation(f"批量签发《{notice.title}》（{len(ready)}份）", via="批处理") as op:
                _refuse_taken(op, ready)
                issued = tuple(
                    enter(op, one, keep, is_free=True) for one in progress.of(ready, len(ready), "正在登记发文")
                )
        except BaseException:
            for file in fresh:
                file.unlink(missing_ok=True)
            raise
    return Outcome(issued, files, tuple(failed))


def preview(db: Database, notice_id: str, ids: Sequence[int], values: Values | None = None) -> Outcome:
    """What a run would refuse; nothing is printed or written."""
    notice = notice_of(notice_id)
    assert notice is not None
    ready, failed = _prepared(db, notice_id, notice.record, ids, values, Progress())
    would = tuple(Issued(None, Path(), str(one.number or ""), one.code, one.told) for one in ready)
    return Outcome(would, (), tuple(failed))


def file_name(pattern: str, ready: Ready, place: int = 1) -> str:
    """A name that every system takes."""
    composed = ready.composed
    case_no = composed.text("案号") or (ready.letter.case_no if ready.letter else "") or ready.source.reg_no
    said = {
        "单位": composed.text("主送机关") or composed.text("发文机关"),
        "案号": case_no,
        "文种": ready.notice.title,
        "文号": str(ready.number or ""),
        "登记编号": ready.source.reg_no,
        "标题": "".join(ready.paper.title.split()),
        "日期": composed.text("成文日期"),
        "序号": f"{place:03}",
    }
    name = pattern.removesuffix(".pdf")
    for part, text in said.items():
        name = name.replace(f"{{{part}}}", text)
    return safe_stem(name) + ".pdf"


def safe_stem(name: str) -> str:
    name = attachments.safe_name(" ".join(name.split())).strip("-. ") or "文书"
    if name.split(".")[0].upper() in RESERVED:
        name = f"_{name}"
    while len(name.encode("utf-8")) > BYTES_AT_MOST:
        name = name[:-1].rstrip("-. ")
    return name


# Parts


def _prepared(
    db: Database, notice_id: str, record: str, ids: Sequence[int], values: Values | None, progress: Progress
) -> tuple[list[Ready], list[Failure]]:
    given: Given = {}
    ready: list[Ready] = []
    failed: list[Failure] = []
    for found in progress.of(_records(db, record, ids), len(ids), "正在准备文书"):
        try:
            if found.void:
                raise UserError("没有生成文书", "这条记录已作废")
            ready.append(prepare(db, notice_id, found, values, given=given))
        except UserError as error:
            failed.append(Failure(found.reg_no, queries.title(db, found), error.why or error.what))
    return ready, failed


def _records(db: Database, record: str, ids: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(ids), CHUNK):
        yield from queries.load_many(db, record, list(ids[start : start + CHUNK]))


def _print(
    db: Database,
    ready: Sequence[Ready],
    folder: Path,
    fonts: Fonts,
    named: str,
    receipts: bool,
    envelopes: bool,
    progress: Progress,
) -> list[tuple[Path, str]]:
    """(PDF in the folder, how it is to be called). `named`: the one PDF of all, or the pattern for a file each."""
    from app.services.notices.envelope import print_envelopes
    from app.services.notices.printing import print_many

    mirror, made = bool(db.setting("duplex_mirror")), []
    if "{" not in named:
        papers = [paper for one in ready for paper in (one.paper, *(_receipts(db, one) if receipts else ()))]
        print_many(papers, folder / "all.pdf", fonts, mirror=mirror, title=ready[0].notice.title, progress=progress)
        made.append((folder / "all.pdf", named))
    else:
        for place, one in enumerate(ready, 1):
            assert one.pdf is not None
            made.append((one.pdf, file_name(named, one, place)))
            if receipts and (papers := _receipts(db, one)):
                to = one.pdf.with_suffix(".receipt.pdf")
                print_many(papers, to, fonts, mirror=mirror)
                made.append((to, made[-1][1].removesuffix(".pdf") + "-送达回证.pdf"))
    if envelopes and (wanted := _envelopes(db, ready)):
        print_envelopes(wanted, folder / "envelopes.pdf", fonts)
        name = "信封.pdf" if "{" in named else named.removesuffix(".pdf") + "-信封.pdf"
        made.append((folder / "envelopes.pdf", name))
    return made


def _free_names(folder: Path, names: Sequence[str]) -> list[str]:
    """Names that neither a file of the folder nor another of the run has, on systems that do not tell A from a as well."""
    taken = {path.name.lower() for path in folder.iterdir()}
    free = []
    for name in names:
        stem, number, chosen = name.removesuffix(".pdf"), 1, name
        while chosen.lower() in taken:
            number += 1
            chosen = f"{stem}-{number}.pdf"
        taken.add(chosen.lower())
        free.append(chosen)
    return free


def _receipts(db: Database, ready: Ready) -> list[Paper]:
    """A 送达回证 for each receiver."""
    from app.services.notices.notice import compose, paper_of

    if ready.letter is None:
        return []
    return [
        paper_of(compose(db, "service_receipt", ready.letter, {"受送达人": unit})) for unit in ready.letter.to_units
    ]


def _envelopes(db: Database, ready: Sequence[Ready]) -> list[Envelope]:
    from app.services.notices.envelope import Address, Envelope

    known: dict[str, Address] = {}

    def address(name: str) -> Address:
        if name not in known:
            found = db.rows("SELECT address, postcode FROM unit WHERE name = ? AND void = 0", (name,)) or db.rows(
                "SELECT address, '' FROM enterprise WHERE name = ? AND void = 0", (name,)
            )
            known[name] = Address(name, *(text or "" for text in found[0])) if found else Address(name)
        return known[name]

    return [
        Envelope(address(unit), address(one.letter.from_unit or ""), str(one.number or ""))
        for one in ready
        if one.letter is not None
        for unit in one.letter.to_units
    ]


def _refuse_taken(op: Operation, ready: Sequence[Ready]) -> None:
    """Somebody may have issued under the same series while this run was printing."""
    wanted: dict[tuple[str, int], dict[numbers.Number, int]] = defaultdict(dict)
    for one in ready:
        if one.number:
            wanted[one.number.code, one.number.year][one.number] = one.source.id
    for (code, year), of in wanted.items():
        for use in numbers.uses(op.fetch, code, year):
            if use.number in of and use.record != of[use.number]:
                raise UserError(
                    f"没有签发：文号“{use.number}”刚刚被占用", "准备文书时有人用了同一个号", "请重新执行一次"
                )


def _check_pattern(pattern: str) -> None:
    rest = pattern
    for part in PARTS:
        rest = rest.replace(f"{{{part}}}", "")
    if "{" in rest or "}" in rest or rest == pattern:
        raise UserError(
            f"看不懂文件名的样式“{pattern}”", f"可以用的有{'、'.join(f'{{{p}}}' for p in PARTS)}", "请改正后重试"
        )
