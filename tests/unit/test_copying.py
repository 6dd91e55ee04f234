"""Copied rows: what a spreadsheet gets from the clipboard."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest

from app.data.database import Database
from app.domain.records import RECORDS
from app.services.copying import copied

NAMES = ("case_no", "claim_amount", "filed_on", "plaintiff", "remarks")


@pytest.fixture
def case(db: Database) -> Any:
    with db.operation("登记") as op:
        return op.create(
            RECORDS["admin_case"](
                case_no="（2026）皖1622行初7号",
                cause="行政处罚",
                plaintiff="李\t四",
                claim_amount=123_456_789,
                remarks='第一行\n=1+1 "引用" <b>',
            )
        )


def cells(html: str) -> list[list[tuple[str, bool]]]:
    """Text of each cell, and whether it is told to be text."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [
        [
            (unescape(re.sub("<br[^>]*>", "\n", text)), "@" in style)
            for style, text in re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row)
        ]
        for row in rows
    ]


def test_numbers_are_numbers_and_texts_stay_texts(db: Database, case: Any) -> None:
    header, row = cells(copied(db, "admin_case", [case.id], NAMES).html)
    assert header[0][0] == "案号"
    assert row[0] == ("（2026）皖1622行初7号", True)
    assert not row[1][1] and float(row[1][0]) > 0 and "," not in row[1][0]
    assert row[4] == ('第一行\n=1+1 "引用" <b>', True)


def test_the_plain_text_is_read_back_as_the_same_cells(db: Database, case: Any) -> None:
    got = copied(db, "admin_case", [case.id], NAMES)
    read = list(csv.reader(io.StringIO(got.text), delimiter="\t"))
    assert read[1][0] == "（2026）皖1622行初7号" and read[1][4] == '第一行\n=1+1 "引用" <b>'
    assert [len(row) for row in read] == [5, 5]
    assert read[1][1] == cells(got.html)[1][1][0]


def test_masked_fields_stay_masked(db: Database) -> None:
    with db.operation("登记") as op:
        person = op.create(RECORDS["person"](name="张三", mobile="13900001234"))
    got = copied(db, "person", [person.id], ("name", "mobile"))
    assert "13900001234" not in got.text + got.html
    assert "139****1234" in got.text and cells(got.html)[1][1] == ("139****1234", True)


def test_rows_keep_the_order_in_which_they_were_chosen(db: Database) -> None:
    ids = [row[0] for row in db.rows("SELECT id FROM unit ORDER BY id DESC LIMIT 300")]
    lines = copied(db, "unit", ids, ("name",)).text.splitlines()
    names = dict(db.rows("SELECT id, name FROM unit"))
    assert lines[1:] == [names[id] for id in ids]
