"""Make the data files of the case hengyue-mes and the answers expected from them.

Run without arguments to write the three CSV files beside the documents:

    python make_data.py

Run with ``--expected`` to print, as JSON, every figure that an exercise may ask for. All people,
companies and figures are fictional. Amounts are in 万元 (10,000 CNY) unless a name says otherwise.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

DOCUMENTS = Path(__file__).parent / "documents"
SEED = 20260921

WIRE_QUOTA = 21.0  # kg of welding wire per tonne of structure, set by the process department
TOTAL_WIRE_KG = 1_142_232  # 52,000 t at 21.966 kg/t
FIRST_MONTH = (2025, 4)
MONTHS = 12


class Team(NamedTuple):
    """What one team did in the year.

    ``rework`` is what the foreman reported, in tonnes, spread over ``share`` of the work orders;
    ``excess`` is how far wire use lies above the quota, None for what is left of the total.
    """

    orders: int
    tonnes: float
    rework: float
    share: float
    excess: float | None


TEAMS = {
    "一班": Team(168, 18_200.0, 200.2, 0.40, 0.046),
    "二班": Team(144, 15_600.0, 46.8, 0.10, 0.062),
    "三班": Team(168, 18_200.0, 221.0, 0.42, None),
}
PARTS = {
    "MG75门式": ["主梁", "支腿组"],
    "MG100门式": ["主梁", "支腿组"],
    "RMG40轨道吊": ["主梁", "支腿组"],
    "STS65岸桥": ["前大梁", "后大梁", "门框"],
    "MQ40门座": ["臂架系统", "转台门架"],
}
CAUSES = ["气孔", "咬边", "未焊透", "变形超差", "装配错位"]

# Public holidays in the period on which the workshop stood still.
HOLIDAYS = [
    (date(2025, 4, 4), date(2025, 4, 6)),
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 5, 31), date(2025, 6, 2)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
]

ECONOMICS = [
    ("年结构件产量", "52000", "吨", "文10、文12"),
    ("每吨返工成本", "0.38", "万元/吨", "文12"),
    ("返工率基线（领料反推，上限）", "4.6", "%", "文09、文12"),
    ("返工率基线（下限）", "3.5", "%", "文09"),
    ("试行后返工率", "2.9", "%", "文09、文12"),
    ("同期新焊机的降幅", "1.1", "百分点", "文09、文12"),
    ("在制品占用", "21000", "万元", "文10、文12"),
    ("在制品降幅", "12", "%", "文09、文12"),
    ("资金成本", "4.5", "%/年", "文12"),
    ("单次质量索赔", "1860", "万元", "文01、文10、文12"),
    ("索赔年概率（现状）", "20", "%", "文12"),
    ("索赔年概率（上线后）", "8", "%", "文12"),
    ("记录工时折合人数", "14", "人", "文09、文12"),
    ("每人年成本", "11", "万元/人·年", "文12"),
    ("年运维费", "150", "万元/年", "文12"),
    ("软件、终端和实施投资", "1200", "万元", "文01、文12"),
    ("厂内配套", "260", "万元", "文01、文12"),
    ("政府补助", "360", "万元", "文12"),
    ("补助比例上限", "30", "%", "文10、文12"),
    ("折现率", "10", "%/年", "文12"),
    ("计算年限", "5", "年", "文12"),
]


def month_of(index: int) -> tuple[int, int]:
    """Return (year, month) of the month ``index`` places after the first."""
    year, month = FIRST_MONTH
    return year + (month - 1 + index) // 12, (month - 1 + index) % 12 + 1


def working_days(year: int, month: int) -> list[date]:
    """Return the days of the month that are neither Sundays nor holidays."""
    day = date(year, month, 1)
    days = []
    while day.month == month:
        closed = any(first <= day <= last for first, last in HOLIDAYS)
        if day.isoweekday() != 7 and not closed:
            days.append(day)
        day += timedelta(days=1)
    return days


def split_tenths(generator: random.Random, total: float, weights: list[float]) -> list[float]:
    """Split ``total`` into parts of 0.1 roughly as the weights; the parts sum to it exactly."""
    tenths = round(total * 10)
    scale = tenths / sum(weights)
    parts = [max(1, round(weight * scale)) for weight in weights]
    while sum(parts) != tenths:
        step = 1 if sum(parts) < tenths else -1
        place = generator.randrange(len(parts))
        if parts[place] + step >= 1:
            parts[place] += step
    return [part / 10 for part in parts]


class WorkOrder(NamedTuple):
    """One work order of the welding teams, with the rework its foreman reported."""

    day: date
    team: str
    model: str
    part: str
    tonnes: float
    rework: float
    hours: float
    cause: str


class WireIssue(NamedTuple):
    """Welding wire weighed out to one team in one month."""

    month: str
    team: str
    tonnes: float
    kilograms: int


def make_rework(generator: random.Random) -> list[WorkOrder]:
    """Return the work orders of the three teams, ordered by the day of completion."""
    orders: list[WorkOrder] = []
    for name, team in TEAMS.items():
        tonnes = split_tenths(
            generator, team.tonnes, [generator.uniform(60, 160) for _ in range(team.orders)]
        )
        reported = generator.sample(range(team.orders), round(team.orders * team.share))
        amounts = split_tenths(
            generator, team.rework, [generator.uniform(0.4, 1.6) for _ in reported]
        )
        rework = dict(zip(reported, amounts, strict=True))
        for place in range(team.orders):
            model = generator.choice(list(PARTS))
            again = rework.get(place, 0.0)
            orders.append(
                WorkOrder(
                    day=generator.choice(working_days(*month_of(place * MONTHS // team.orders))),
                    team=name,
                    model=model,
                    part=generator.choice(PARTS[model]),
                    tonnes=tonnes[place],
                    rework=again,
                    hours=round(again * generator.uniform(6.0, 9.0), 1),
                    cause=generator.choice(CAUSES) if again else "",
                )
            )
    return sorted(orders, key=lambda order: (order.day, order.team))


def make_wire(generator: random.Random, orders: list[WorkOrder]) -> list[WireIssue]:
    """Return wire issued per month and team; tonnes are those of the work orders."""
    issues: list[WireIssue] = []
    left = TOTAL_WIRE_KG
    for name, team in TEAMS.items():
        monthly = [0.0] * MONTHS
        for order in orders:
            if order.team == name:
                years = order.day.year - FIRST_MONTH[0]
                monthly[years * 12 + order.day.month - FIRST_MONTH[1]] += order.tonnes
        total = left if team.excess is None else round(team.tonnes * WIRE_QUOTA * (1 + team.excess))
        left -= total
        weights = [tonnes * generator.uniform(0.988, 1.012) for tonnes in monthly]
        issued = [round(total * weight / sum(weights)) for weight in weights]
        issued[-1] += total - sum(issued)
        for index, (tonnes, kilograms) in enumerate(zip(monthly, issued, strict=True)):
            year, month = month_of(index)
            issues.append(WireIssue(f"{year}-{month:02d}", name, round(tonnes, 1), kilograms))
    return sorted(issues, key=lambda issue: (issue.month, list(TEAMS).index(issue.team)))


def make_all() -> tuple[list[WorkOrder], list[WireIssue]]:
    """Return the work orders and the wire issues; the same every time."""
    generator = random.Random(SEED)
    orders = make_rework(generator)
    return orders, make_wire(generator, orders)


def rework_rows(orders: list[WorkOrder]) -> list[dict[str, object]]:
    """Return the rows of rework.csv."""
    return [
        {
            "工单号": f"GD{order.day:%y%m}{number:04d}",
            "台套号": f"{order.model[:3]}-{order.day:%y%m}-{number:03d}",
            "完工日期": order.day,
            "班组": order.team,
            "机型": order.model,
            "部件": order.part,
            "结构件吨位": order.tonnes,
            "返工吨位": order.rework,
            "返工工时": order.hours,
            "返工原因": order.cause,
            "填报人": f"{order.team}班长",
        }
        for number, order in enumerate(orders, start=1)
    ]


def wire_rows(issues: list[WireIssue]) -> list[dict[str, object]]:
    """Return the rows of wire.csv."""
    return [
        {
            "月份": issue.month,
            "班组": issue.team,
            "结构件吨位": issue.tonnes,
            "焊丝定额(kg/t)": f"{WIRE_QUOTA:.3f}",
            "焊丝实领(kg)": issue.kilograms,
        }
        for issue in issues
    ]


def write_csv(path: Path, rows: list[dict[str, object]]) -> None:
    """Write rows with a Chinese header line, UTF-8, Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def present_value(rate: float, annual: float, years: int) -> float:
    """Return what ``annual`` at the end of each year is worth today."""
    return sum(annual / (1 + rate) ** year for year in range(1, years + 1))


def wire_per_tonne(orders: list[WorkOrder], issues: list[WireIssue]) -> float:
    """Return kilograms of wire per tonne of structure."""
    return sum(issue.kilograms for issue in issues) / sum(order.tonnes for order in orders)


def reported_percent(orders: list[WorkOrder]) -> float:
    """Return reported rework in percent of the tonnes welded."""
    return 100 * sum(order.rework for order in orders) / sum(order.tonnes for order in orders)


def expected() -> dict[str, object]:
    """Return every expected answer, computed from the data and the parameters."""
    orders, issues = make_all()
    teams = {}
    for name in TEAMS:
        own = [order for order in orders if order.team == name]
        wire = wire_per_tonne(own, [issue for issue in issues if issue.team == name])
        teams[name] = {
            "reported_percent": round(reported_percent(own), 2),
            "wire_percent": round(100 * (wire / WIRE_QUOTA - 1), 2),
        }
    wire = wire_per_tonne(orders, issues)

    value = {name: float(number) for name, number, _, _ in ECONOMICS}
    before, after = value["返工率基线（领料反推，上限）"], value["试行后返工率"]
    ours = before - after - value["同期新焊机的降幅"]
    per_point = value["年结构件产量"] * value["每吨返工成本"] / 100
    stock = value["在制品占用"] * value["在制品降幅"] / 100 * value["资金成本"] / 100
    odds = (value["索赔年概率（现状）"] - value["索赔年概率（上线后）"]) / 100
    claims = value["单次质量索赔"] * odds
    recording = value["记录工时折合人数"] * value["每人年成本"]
    gross = per_point * ours + stock + claims + recording
    net = gross - value["年运维费"]
    full = value["软件、终端和实施投资"] + value["厂内配套"]
    rate, years = value["折现率"] / 100, int(value["计算年限"])
    cases = {}
    for name, invested in (
        ("with_subsidy", full - value["政府补助"]),
        ("without_subsidy", full),
    ):
        cases[name] = {
            "investment": round(invested, 1),
            "payback_years": round(invested / net, 2),
            "npv": round(present_value(rate, net, years) - invested, 1),
        }
    naive = per_point * (before - after) + value["单次质量索赔"] + stock + recording
    return {
        "rows": {"rework": len(orders), "wire": len(issues)},
        "tonnes": round(sum(order.tonnes for order in orders), 1),
        "reported_rework_tonnes": round(sum(order.rework for order in orders), 1),
        "reported_percent": round(reported_percent(orders), 2),
        "wire_per_tonne": round(wire, 3),
        "wire_percent": round(100 * (wire / WIRE_QUOTA - 1), 2),
        "rework_interval_percent": [value["返工率基线（下限）"], before],
        "teams": teams,
        "attributable_points": round(ours, 2),
        "rework_saving": round(per_point * ours, 2),
        "stock_saving": round(stock, 2),
        "claim_saving": round(claims, 2),
        "recording_saving": round(recording, 2),
        "gross_annual": round(gross, 2),
        "net_annual": round(net, 2),
        **cases,
        "naive": {
            "annual": round(naive, 1),
            "payback_years": round(value["软件、终端和实施投资"] / naive, 2),
        },
    }


def main() -> None:
    """Write the files, or print the expected answers."""
    parser = argparse.ArgumentParser(description="Make the data of the case hengyue-mes.")
    parser.add_argument("--expected", action="store_true", help="print the expected answers")
    if parser.parse_args().expected:
        print(json.dumps(expected(), ensure_ascii=False, indent=2))
        return
    orders, issues = make_all()
    header = ("项目", "数值", "单位", "来源文件")
    economics = [dict[str, object](zip(header, row, strict=True)) for row in ECONOMICS]
    write_csv(DOCUMENTS / "rework.csv", rework_rows(orders))
    write_csv(DOCUMENTS / "wire.csv", wire_rows(issues))
    write_csv(DOCUMENTS / "economics.csv", economics)


if __name__ == "__main__":
    main()
