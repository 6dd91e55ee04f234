"""Rows of a small ledger of suits, as an office would type them."""

from __future__ import annotations

from datetime import date
from typing import Any

HEADERS = ("案号", "审级", "立案日期", "受理法院", "案由", "原告", "被告", "请求赔偿金额（元）", "备注")


def case(number: int, **other: Any) -> tuple[Any, ...]:
    row = {
        "案号": f"（2026）皖1622行初{number}号",
        "审级": "一审",
        "立案日期": date(2026, 3, 1 + number % 28),
        "受理法院": "蒙城县人民法院",
        "案由": "行政处罚",
        "原告": f"原告{number}",
        "被告": "蒙城县公安局",
        "请求赔偿金额（元）": 1000 + number,
        "备注": f"第{number}件",
    } | other
    return tuple(row[header] for header in HEADERS)
