"""The lines of a drawn map: proved, nearly right, too many, missing."""

from __future__ import annotations

from collections.abc import Mapping

from kabook.exercises.base import evidence_check, flat_evidence
from kabook.exercises.power_map.answer import DrawnMap
from kabook.exercises.power_map.key import KeyRelation
from kabook.exercises.power_map.ledger import Account, Ledger
from kabook.exercises.power_map.lines import Matched
from kabook.exercises.result import Check, Verdict
from kabook.exercises.scoring import evidence_share

_NEAR = "这两张卡之间有事，方向、种类或把握有一样不对。把两人之间的记录按日期再排一遍。"
_EXTRA = "材料里找不到撑得住这条线的两条记录。没有三分之一以上的把握，就先不画。"
_TOLERATED = "说得通，还证不实：不加分，也不扣分。"
_ON_THE_CHART = "上下级在名单里就写着，一条一条连上。"
_MISSING = "去找谁在谁开口之后改了主意，谁和谁在会前碰过头，谁的话被谁顶了回去。"


def enter_lines(
    book: Ledger, drawn: DrawnMap, whom: Mapping[str, str], accounts: dict[str, Account]
) -> None:
    """Every drawn line with what it stands for, then every line of the key nobody drew."""
    resolved = [
        line._replace(start=whom.get(line.start) or line.start, end=whom.get(line.end) or line.end)
        for line in drawn.lines
    ]
    stood_for: set[int] = set()
    bystanders = {ref for ref, person in whom.items() if not person}
    for match in book.line_key.match(resolved):
        if match.key is not None:
            stood_for.add(id(match.key))
            _enter_match(book, match, match.key, drawn, accounts)
        elif match.fate == "tolerated" or bystanders & {match.drawn.start, match.drawn.end}:
            check = _line_check(book, match, drawn, "defensible", _TOLERATED)
            accounts[_extra_account(book, match, accounts)].enter(check, 0.0, 0.0)
        else:
            _enter_extra(book, match, drawn, accounts)
    missing = [line for line in book.key.relations if id(line) not in stood_for]
    for number, relation in enumerate(missing, 1):
        _enter_missing(book, relation, number, accounts)
    unproved = sum(book.weight_of(line) for line in missing if line.evidence)
    if "evidence" in accounts and unproved:
        check = Check("missing.evidence", "没画出来的线，证据也就没有", 1.0, 0.0, "missing")
        accounts["evidence"].enter(check, unproved, 0.0)


def _extra_account(book: Ledger, match: Matched, accounts: Mapping[str, Account]) -> str:
    name = book.account_of(match.drawn.kind)
    return name if name in accounts else next(n for n in ("lines", "reports") if n in accounts)


def _line_check(
    book: Ledger,
    match: Matched,
    drawn: DrawnMap,
    verdict: Verdict,
    reason: str,
    points: float = 0.0,
) -> Check:
    line = match.drawn
    _, start, end = line.id.split(":", 2)
    arrow = "→" if book.line_key.kinds[line.kind].directed else "—"
    kind = book.line_key.kinds[line.kind].label
    label = f"{drawn.names[start]} {arrow} {drawn.names[end]} · {kind}"
    return Check(line.id, label, points, 0.0, verdict, reason)


def _enter_match(
    book: Ledger, match: Matched, key: KeyRelation, drawn: DrawnMap, accounts: dict[str, Account]
) -> None:
    weight = book.weight_of(key)
    verdict: Verdict = "right" if match.share == 1 else "partial"
    check = _line_check(book, match, drawn, verdict, "" if match.share == 1 else _NEAR, 1.0)
    check = check._replace(key=book.key_text(key), evidence=flat_evidence(key.evidence))
    if "evidence" in accounts and key.evidence:
        share = evidence_share(match.drawn.evidence, key.evidence) if match.holds else 0.0
        if verdict == "right" and share < 0.5:
            check = check._replace(verdict="unsupported")
        cited = len(match.drawn.evidence)
        accounts["evidence"].enter(
            evidence_check(
                f"{check.id}.evidence", f"{check.label} · 证据", 1.0, share, cited, key.evidence
            ),
            weight,
            share,
        )
    accounts[book.account_of(key.kind)].enter(check, weight, match.share)


def _enter_extra(
    book: Ledger, match: Matched, drawn: DrawnMap, accounts: dict[str, Account]
) -> None:
    refuted = match.refuted
    check = _line_check(book, match, drawn, "wrong", _EXTRA)._replace(key="不该画")
    if refuted is not None:
        check = check._replace(
            verdict="refuted",
            reason=refuted.feedback,
            evidence=(refuted.quote,) if refuted.quote else (),
            misconception=refuted.misconception,
        )
    weight = max(book.mean_weight, book.pair_weight(match.drawn.start, match.drawn.end))
    accounts[_extra_account(book, match, accounts)].enter(check, weight, -match.share)


def _enter_missing(
    book: Ledger, relation: KeyRelation, number: int, accounts: dict[str, Account]
) -> None:
    kind = book.line_key.kinds[relation.kind].label
    check = Check(
        f"missing.{number}",
        f"还缺一条{kind}线",
        1.0,
        0.0,
        "missing",
        _ON_THE_CHART if relation.kind == "reports" else _MISSING,
        flat_evidence(relation.evidence),
        key=book.key_text(relation),
    )
    accounts[book.account_of(relation.kind)].enter(check, book.weight_of(relation), 0.0)
