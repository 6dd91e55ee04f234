"""Half-filled forms kept on disk every few seconds, so that a crash or a power cut takes nothing that was typed."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.data.stored import load, store
from app.domain.fields import Fields
from app.domain.records import RECORDS
from app.domain.records.registered import Registered
from app.paths import Home


@dataclass(frozen=True)
class Draft:
    """A form that was not saved: of a stored record, or of a new one (`id` None)."""

    path: Path
    record: str
    id: int | None
    at: str
    content: dict[str, Any]

    def restore(self, onto: Registered) -> Registered:
        """`onto` with what had been typed; a field that is no longer declared is passed over."""
        restored = onto.copy()
        _take(restored, self.content["values"])
        restored.unmatched = dict(self.content["unmatched"])
        restored.overrides = frozenset(self.content["overrides"])
        for child, of in type(onto).children().items():
            rows = []
            for kept in self.content["children"].get(child, ()):
                row = of()
                row.id = kept["id"]
                _take(row, kept["values"])
                rows.append(row)
            setattr(restored, child, rows)
        return restored


def keep(home: Home, record: Registered) -> Path:
    """Write the draft of a form; an older one of the same record is replaced whole."""
    cls = type(record)
    content = {
        "record": cls.about.id,
        "id": record.id,
        "at": datetime.now().isoformat(" ", "minutes"),
        "values": _stored(record),
        "unmatched": record.unmatched,
        "overrides": sorted(record.overrides),
        "children": {
            child: [{"id": row.id, "values": _stored(row)} for row in getattr(record, child)]
            for child in cls.children()
        },
    }
    home.drafts.mkdir(parents=True, exist_ok=True)
    path = _path(home, cls.about.id, record.id)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    os.replace(unfinished, path)
    return path


def drop(home: Home, record: str, id: int | None) -> None:
    _path(home, record, id).unlink(missing_ok=True)


def kept(home: Home) -> list[Draft]:
    """All drafts, the newest first; a file that cannot be read is passed over."""
    found = []
    for path in home.drafts.glob("*.json"):
        try:
            content = json.loads(path.read_text("utf-8"))
            draft = Draft(path, content["record"], content["id"], content["at"], content)
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if draft.record in RECORDS:
            found.append(draft)
    return sorted(found, key=lambda draft: draft.at, reverse=True)


def find(home: Home, record: str, id: int | None) -> Draft | None:
    return next((draft for draft in kept(home) if (draft.record, draft.id) == (record, id)), None)


def _path(home: Home, record: str, id: int | None) -> Path:
    return home.drafts / f"{record}-{id or 'new'}.json"


def _stored(of: Fields) -> dict[str, Any]:
    return {name: store(f, getattr(of, name)) for name, f in type(of).fields().items()}


def _take(onto: Fields, kept_values: dict[str, Any]) -> None:
    for name, f in type(onto).fields().items():
        if name in kept_values:
            setattr(onto, name, load(f, kept_values[name]))
