"""The declarations as plain facts, for `fuyuan schema --json`."""

from __future__ import annotations

from typing import Any

from app.domain.fields import Field, Kind
from app.domain.records import GROUPS, MODULES, RECORDS


def schema_facts() -> dict[str, Any]:
    return {
        "modules": [{"id": id, "label": label} for id, label in MODULES.items()],
        "groups": {module: list(groups) for module, groups in GROUPS.items()},
        "records": [_record(cls) for cls in RECORDS.values()],
    }


def _record(cls: Any) -> dict[str, Any]:
    about = cls.about
    return {
        "id": about.id,
        "module": about.module,
        "group": about.group,
        "label": about.label,
        "noun": about.noun,
        "number_prefix": about.prefix,
        "natural_key": list(about.natural_key),
        "sensitive": about.sensitive,
        "list_fields": list(about.list_fields),
        "fields": [_field(f) for f in cls.fields().values()],
        "children": [
            {"id": child, "label": rows.label, "fields": [_field(f) for f in rows.fields().values()]}
            for child, rows in cls.children().items()
        ],
        "states": [
            {"value": state.value, "next": list(state.next), "terminal": state.terminal} for state in about.states
        ],
        "ledger": {"sheet": about.ledger.sheet, "columns": list(about.ledger.columns)},
    }


def _field(f: Field) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": f.name,
        "label": f.label,
        "kind": f"{f.kind}:{f.to}" if f.kind in (Kind.REF, Kind.REFS) else str(f.kind),
        "required": f.required,
        "options": list(f.values),
    }
    optional = {
        "section": f.section,
        "when": f.when.text if f.when else "",
        "default": f.default,
        "help": f.help,
        "aliases": list(f.aliases),
        "unit": f.unit,
        "max": f.maximum,
        "mask": f.mask,
        "computed": f.computed.says if f.computed else "",
        "override": f.override,
        "due_of": list(f.due_of),
        "done_by": f.done_by,
        "import_as": f.import_as,
    }
    return facts | {name: value for name, value in optional.items() if value}
