"""Kind ``table``: rows × typed columns, rows the trainee adds, belief asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import model_validator

from kabook.exercises.added_rows import AddedRows
from kabook.exercises.base import (
    Exercise,
    Slug,
    UnreadableError,
    evidence_check,
    expect_citations,
    expect_distinct,
    expect_fields,
    fault_at,
)
from kabook.exercises.columns import Column
from kabook.exercises.result import Cap, Check, Result
from kabook.exercises.rows import Row, cell_check, empty_check, row_cap, update_check
from kabook.exercises.scoring import (
    STARTING_LINE_ROWS,
    above_line,
    evidence_share,
    starting_line,
)


class Table(Exercise):
    """A table to fill in."""

    kind: Literal["table"]
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    added: AddedRows | None = None
    reveal: Slug | None = None

    @model_validator(mode="after")
    def _key_fits(self) -> Self:
        columns = {column.id: column for column in self.columns}
        expect_distinct((column.id for column in self.columns), "列", "columns")
        expect_distinct((row.id for row in self.rows), "行", "rows")
        if not self.rows and self.added is None:
            raise ValueError("表格至少要有 rows 或 added")
        for column in self.columns:
            for other in (column.supports, column.updates):
                if other is not None and other not in columns:
                    raise ValueError(f"列 {column.id} 指向的列 {other} 不存在")
        for number, row in enumerate(self.rows):
            asked = {c.id for c in self.columns if c.type != "evidence"} - set(row.skip)
            if set(row.key) != asked:
                names = "、".join(sorted(set(row.key) ^ asked))
                raise fault_at(
                    f"{row.id} 行的 key 与列对不上：{names}；不问的列写进 skip",
                    "rows",
                    number,
                    "key",
                )
            for name, key in row.key.items():
                columns[name].expect_key(key, "rows", number, "key", name)
            for index, named in enumerate(row.named):
                place = ("rows", number, "named", index)
                if named.column not in row.key:
                    raise fault_at(f"{row.id} 行的 named 写了没有的列 {named.column}", *place)
                columns[named.column].expect_key(named.answer, *place, "answer")
        return self

    # --- what is asked ----------------------------------------------------------------

    @cached_property
    def _evidence_column(self) -> Column | None:
        return next((column for column in self.columns if column.type == "evidence"), None)

    def _judges_evidence(self, row: Row) -> bool:
        # A row without a key of evidence (证据不足) shows the same empty cell as the others:
        # leaving it out would tell which rows these are.
        return self._evidence_column is not None and bool(row.evidence)

    def _cells(self) -> Iterator[tuple[Row, Column]]:
        for row in self.rows:
            for column in self.columns:
                if column.type != "evidence" and column.id not in row.skip:
                    yield row, column

    @property
    def points(self) -> float:
        total = sum(row.weight * column.points for row, column in self._cells())
        total += sum(row.weight * column.points for row, column in self._updates)
        evidence = self._evidence_column
        if evidence is not None:
            total += sum(
                row.weight * evidence.points for row in self.rows if self._judges_evidence(row)
            )
        return total + (self.added.total_points if self.added else 0.0)

    @property
    def judged_rows(self) -> int:
        return len(self.rows) + (len(self.added.key) if self.added else 0)

    @property
    def blank(self) -> dict[str, Any]:
        return {"rows": {}, "added": []} if self.added else {"rows": {}}

    @property
    def model_answer(self) -> dict[str, Any]:
        rows: dict[str, dict[str, Any]] = {}
        for row, column in self._cells():
            key = row.key[column.id]
            rows.setdefault(row.id, {})[column.id] = list(key) if isinstance(key, tuple) else key
        for row in self.rows:
            if self._evidence_column and self._judges_evidence(row):
                rows[row.id][self._evidence_column.id] = list(row.evidence[0])
        answer: dict[str, Any] = {"rows": rows}
        if self.added:
            answer["added"] = self.added.model_answer
        return answer

    @property
    def answer_schema(self) -> dict[str, Any]:
        cells: dict[str, Any] = {}
        for column in self.columns:
            if column.type == "set":
                cells[column.id] = {"type": "array", "items": {"enum": list(column.ids)}}
            elif column.type == "evidence":
                cells[column.id] = {"type": "array", "items": {"type": "string"}}
            elif column.type == "number":
                cells[column.id] = {"type": ["number", "string"]}
            else:
                cells[column.id] = {"enum": list(column.ids)}
        row = {"type": "object", "additionalProperties": False, "properties": cells}
        properties: dict[str, Any] = {
            "rows": {
                "type": "object",
                "additionalProperties": False,
                "properties": {item.id: row for item in self.rows},
            }
        }
        if self.added:
            properties["added"] = self.added.schema_of_answer
        return {"type": "object", "additionalProperties": False, "properties": properties}

    def view(self) -> dict[str, Any]:
        columns: list[dict[str, Any]] = []
        for column in self.columns:
            shown: dict[str, Any] = {
                "id": column.id,
                "label": column.label,
                "type": column.type,
            }
            if column.options:
                shown["options"] = [option.view() for option in column.options]
            if column.unit:
                shown["unit"] = column.unit
            if column.stage:
                shown["stage"] = column.stage
            columns.append(shown)
        rows: list[dict[str, Any]] = []
        evidence = {column.id for column in self.columns if column.type == "evidence"}
        for row in self.rows:
            rows.append({"id": row.id, "label": row.label})
            skipped = [name for name in row.skip if name not in evidence]
            if skipped:
                rows[-1]["skip"] = skipped
        view: dict[str, Any] = {"columns": columns, "rows": rows}
        if self.added:
            view["added"] = self.added.view()
        if self.reveal:
            view["reveal"] = self.reveal
        return view

    # --- grading ------------------------------------------------------------------------

    def _judge(self, answer: dict[str, Any]) -> Result:
        expect_fields(answer, "rows", "added")
        answered = self._read_rows(answer.get("rows", {}))
        checks: list[Check] = []
        caps: list[Cap] = []
        by_column: dict[str, list[Check]] = {}
        for row in self.rows:
            cells = answered.get(row.id, {})
            cap = row_cap(row, cells)
            if cap:
                caps.append(cap)
            row_checks = self._row_checks(row, cells)
            if cap:
                row_checks = [check._replace(earned=0.0) for check in row_checks]
            for check in row_checks:
                by_column.setdefault(check.id.rpartition(".")[2], []).append(check)
            checks.extend(row_checks)
        checks.extend(
            _starting_line_check(column, line, by_column[column.id])
            for column, line in self._starting_lines
        )
        if self.added:
            checks.extend(self.added.judge(answer.get("added") or []))
        elif answer.get("added"):
            raise UnreadableError("这道题没有要自己添的行。")
        return Result.of(checks, caps)

    def _read_rows(self, rows: Any) -> dict[str, dict[str, Any]]:
        if not isinstance(rows, dict):
            raise UnreadableError("rows 应当是一个对象：行的 id → 各列的答案。")
        known = {row.id for row in self.rows}
        columns = {column.id: column for column in self.columns}
        read: dict[str, dict[str, Any]] = {}
        for row_id, cells in rows.items():
            if row_id not in known:
                raise UnreadableError(f"表里没有“{str(row_id)[:30]}”这一行。")
            if not isinstance(cells, dict):
                raise UnreadableError(f"“{row_id}”这一行应当是一个对象。")
            row_cells = read[row_id] = {}
            for column_id, value in cells.items():
                column = columns.get(column_id)
                if column is None:
                    raise UnreadableError(f"表里没有“{str(column_id)[:30]}”这一列。")
                if column.type == "evidence":
                    row_cells[column_id] = expect_citations(value)
                else:
                    row_cells[column_id] = column.read(value)
        return read

    def _row_checks(self, row: Row, cells: dict[str, Any]) -> list[Check]:
        checks = []
        empty = self._empty_checks
        shares: dict[str, float] = {}
        evidence = self._evidence_column if self._judges_evidence(row) else None
        cited = cells.get(evidence.id, []) if evidence else []
        supported = evidence_share(cited, row.evidence) if evidence else 1.0
        for column in self.columns:
            if column.type == "evidence" or column.id in row.skip:
                continue
            check = cell_check(row, column, cells.get(column.id), empty[row.id, column.id])
            shares[column.id] = check.earned / check.points
            if evidence and column.id == evidence.supports:
                if check.verdict == "right" and supported < 0.5:
                    check = check._replace(verdict="unsupported")
                if not check.evidence:
                    check = check._replace(evidence=row.all_evidence)
            checks.append(check)
        checks.extend(
            update_check(row, column, cells) for other, column in self._updates if other is row
        )
        if evidence and evidence.supports:
            earned = supported if shares.get(evidence.supports) == 1 else 0.0
            checks.append(
                evidence_check(
                    f"{row.id}.{evidence.id}",
                    f"{row.label} · {evidence.label}",
                    evidence.points * row.weight,
                    earned,
                    len(cited),
                    row.evidence,
                )
            )
        return checks

    @cached_property
    def _empty_checks(self) -> dict[tuple[str, str], Check]:
        return {(row.id, column.id): empty_check(row, column) for row, column in self._cells()}

    @cached_property
    def _updates(self) -> tuple[tuple[Row, Column], ...]:
        return tuple(
            (row, column)
            for row, column in self._cells()
            if column.updates is not None and column.updates not in row.skip
        )

    @cached_property
    def _starting_lines(self) -> tuple[tuple[Column, float], ...]:
        lines = []
        for column in self.columns:
            rows = [row for row in self.rows if column.id in row.key]
            if not column.has_starting_line or len(rows) < STARTING_LINE_ROWS:
                continue
            line = starting_line(
                [
                    [(column.share(constant, row.key[column.id]), row.weight) for row in rows]
                    for constant in column.ids
                ]
            )
            lines.append((column, line))
        return tuple(lines)


def _starting_line_check(column: Column, line: float, checks: list[Check]) -> Check:
    points = sum(check.points for check in checks)
    reached = sum(check.earned for check in checks) / points
    counted = above_line(reached, line)
    return Check(
        f"{column.id}.start",
        f"“{column.label}”全填同一个值也能得 {100 * line:.0f}%，从这里起算",
        0.0,
        points * (counted - reached),
        "right" if reached == 1 else "partial",
    )
