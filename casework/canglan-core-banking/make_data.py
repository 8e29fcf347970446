"""Make the data files of the case canglan-core-banking and the answers expected from them.

Run without arguments to write the CSV files beside the documents:

    python make_data.py

Run with ``--expected`` to print, as JSON, every figure that an exercise may ask for. All people,
companies and figures are fictional. Amounts are in 万元 (10,000 CNY) unless a name says otherwise.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

DOCUMENTS = Path(__file__).parent / "documents"
SEED = 20261012

OURS, GIANT, INCUMBENT = "磐核科技", "澜枢科技", "泊核恒达"
VENDORS = (OURS, GIANT, INCUMBENT)
BLOCKING_COST = 0.8  # points off the total for each issue rated 阻断
SEVERE_COST = 0.2  # points off the total for each issue rated 严重


class Item(NamedTuple):
    """One test item: what was measured for each vendor, the score, and the two weights."""

    code: str
    name: str
    unit: str
    target: str
    measured: tuple[str, str, str]
    scores: tuple[int, int, int]
    draft: int
    announced: int


ITEMS = (
    Item("T01", "联机吞吐", "笔/秒", "≥6000", ("7150", "8420", "4980"), (88, 95, 62), 8, 10),
    Item("T02", "联机响应P99", "毫秒", "≤120", ("88", "81", "143"), (90, 92, 70), 6, 8),
    Item("T03", "日终批量", "分钟", "≤120", ("118", "121", "171"), (84, 82, 58), 8, 18),
    Item("T04", "故障切换到柜台可办", "分钟", "≤30", ("19", "27", "52"), (92, 80, 60), 8, 14),
    Item("T05", "总分一致性差错", "笔", "0", ("0", "1", "1"), (95, 88, 88), 10, 14),
    Item("T06", "存量数据迁移", "万户/小时", "≥40", ("46", "41", "55"), (82, 74, 90), 8, 10),
    Item("T07", "外围接口兼容", "个/186", "≥170", ("168", "165", "184"), (74, 70, 98), 16, 8),
    Item("T08", "同规模案例", "家", "不设", ("2", "11", "6"), (60, 96, 85), 18, 6),
    Item("T09", "驻场与企业规模", "人", "不设", ("120", "2600", "900"), (62, 94, 88), 14, 2),
    Item("T10", "分期回退", "分钟", "≤60", ("34", "66", "110"), (94, 70, 55), 4, 10),
)

# (first rating, rating after review) -> how many issues, for each vendor.
ISSUES = {
    OURS: {
        ("阻断", "阻断"): 2,
        ("阻断", "严重"): 6,
        ("阻断", "一般"): 3,
        ("严重", "严重"): 4,
        ("一般", "一般"): 6,
    },
    GIANT: {("严重", "严重"): 7, ("一般", "一般"): 9},
    INCUMBENT: {("严重", "严重"): 10, ("一般", "一般"): 8},
}

COMMITTERS = (("程一", 44), ("段一舟", 2), ("雷涛", 1))
COMMIT_FILES = (
    ("batch_replay.py", "批量回放"),
    ("failover.sh", "故障切换计时"),
    ("consistency_check.sql", "总分核对"),
    ("tps_load.jmx", "联机压测"),
    ("rollback.sh", "分期回退"),
    ("migrate_sample.py", "迁移抽样"),
    ("README.md", "指标说明"),
)


class Job(NamedTuple):
    """One job of the end-of-day batch: minutes on the old core, and as measured in our POC run."""

    code: str
    name: str
    now: int
    measured: int
    needs: tuple[str, ...]


JOBS = (
    Job("B01", "日切与联机关账", 12, 12, ()),
    Job("B02", "交易流水归集", 36, 16, ("B01",)),
    Job("B03", "总账过账", 46, 24, ("B02",)),
    Job("B04", "存款计息", 60, 26, ("B02",)),
    Job("B05", "贷款计提与扣款", 24, 24, ("B02",)),
    Job("B06", "收费与短信", 24, 24, ("B02",)),
    Job("B07", "分户账核对", 50, 22, ("B03", "B04", "B05")),
    Job("B08", "利息入账", 15, 15, ("B04",)),
    Job("B09", "总分核对", 28, 12, ("B07", "B08")),
    Job("B10", "监管报送取数", 38, 14, ("B09",)),
    Job("B11", "备份", 24, 24, ("B09",)),
    Job("B12", "参数加载与开门检查", 16, 16, ("B10",)),
    Job("B13", "网点报表分发", 20, 20, ("B09",)),
)
BATCH_LIMIT = 120
BATCH_START = datetime(2026, 7, 21, 22, 30)

ECONOMICS = (
    ("第一次停机时长", "198", "分钟", "文01"),
    ("第一次停机影响户数", "31.6", "万户", "文01"),
    ("第一次停机赔付", "186", "万元", "文08"),
    ("第一次停机少收手续费", "74", "万元", "文08"),
    ("第一次停机应急支出", "40", "万元", "文08"),
    ("第二次停机时长", "265", "分钟", "文01"),
    ("第二次停机影响户数", "48.2", "万户", "文01"),
    ("第二次停机赔付", "298", "万元", "文08"),
    ("第二次停机少收手续费", "112", "万元", "文08"),
    ("第二次停机应急支出", "70", "万元", "文08"),
    ("近五年同类停机次数", "3", "次", "文01、文08"),
    ("现状年停机次数", "0.6", "次/年", "文08"),
    ("小升级后年停机次数", "0.4", "次/年", "文08"),
    ("小升级后年停机次数（下限）", "0.3", "次/年", "文08"),
    ("小升级后年停机次数（上限）", "0.5", "次/年", "文08"),
    ("新核心年停机次数", "0.1", "次/年", "文08"),
    ("再停机被暂停线上贷款的概率", "30", "%", "文08"),
    ("暂停概率（下限）", "20", "%", "文08"),
    ("暂停概率（上限）", "40", "%", "文08"),
    ("暂停线上贷款的损失", "2400", "万元/次", "文08"),
    ("老核心年运行费", "2650", "万元/年", "文08"),
    ("新核心年运行费", "1560", "万元/年", "文08"),
    ("跑批值守减少人数", "10", "人", "文08"),
    ("每人年成本", "18", "万元/人·年", "文08"),
    ("项目预算", "8600", "万元", "文04、文08"),
    ("双轨并行费", "900", "万元", "文08"),
    ("演练与培训", "300", "万元", "文08"),
    ("小升级费用（维保内，不另付）", "0", "万元", "文08"),
    ("折现率", "6", "%/年", "文08"),
    ("计算年限", "10", "年", "文08"),
)


class Proposal(NamedTuple):
    """What somebody proposed in a paper, and whether the resolution or the last note took it."""

    source: str
    who: str
    what: str
    adopted: bool


PROPOSALS = (
    Proposal("文05", "裴子昂", "数据中台", False),
    Proposal("文05", "秦舒", "先做数据分级", True),
    Proposal("文05", "魏然", "材料附两个以上方案", True),
    Proposal("文05", "魏然", "增设大模型议题", False),
    Proposal("文05", "裴子昂", "云桌面", False),
    Proposal("文05", "秦舒", "外包集中度降到线内再议", True),
    Proposal("文05", "秦舒", "驻场外包全部转自有", False),
    Proposal("文05", "乔志远", "灾备机房扩容", True),
    Proposal("文05", "任平", "同时审外包合同", False),
    Proposal("文05", "裴子昂", "当场立项", False),
    Proposal("文05", "乔志远", "换届后再议，先做小升级", False),
    Proposal("文05", "秦舒", "先补根因报告和回退方案", True),
    Proposal("文05", "鲍丽华", "批量两小时写进需求", True),
    Proposal("文05", "鲍丽华", "增加网点应急人手", False),
    Proposal("文05", "邢岳", "开门红前上六款产品", False),
    Proposal("文05", "裴子昂", "核心系统立项", True),
    Proposal("文05", "秦舒", "红线五条", True),
    Proposal("文05", "裴子昂", "领导小组确定供应商", False),
    Proposal("文05", "乔志远", "只请大厂", False),
    Proposal("文05", "魏然", "办法由架构师编、脚本公开", True),
    Proposal("文05", "程一", "迁移工具自研", False),
    Proposal("文05", "阮玉", "分五笔付款", True),
    Proposal("文05", "阮玉", "预算滚动三年", False),
    Proposal("文05", "雷涛", "维持11张阻断级", False),
    Proposal("文05", "裴子昂", "9月30日前完成集采", False),
    Proposal("文05", "秦舒", "分三期写进切换方案", True),
    Proposal("文05", "邢岳", "首期先上手机银行", False),
    Proposal("文05", "鲍丽华", "首期先上内部往来和单位账户", True),
    Proposal("文06", "裴子昂", "立项请示拟同意", False),
    Proposal("文06", "秦舒", "先补根因和回退再上会", True),
    Proposal("文06", "秦舒", "复函按所拟稿发", True),
    Proposal("文06", "裴子昂", "复函写年内投产", False),
    Proposal("文06", "乔志远", "评分办法缓一缓", False),
    Proposal("文06", "秦舒", "一致性差错一票否决", True),
    Proposal("文06", "鲍丽华", "批量提到18分", True),
    Proposal("文06", "裴子昂", "集采启动不附条件", False),
    Proposal("文06", "乔志远", "换届前再斟酌", False),
    Proposal("文06", "秦舒", "红线五条写进谈判文件", True),
)


def weighted(vendor: int, weights: str) -> float:
    """Return a vendor's total under ``announced`` or ``draft`` weights, before deductions."""
    points = sum(
        item.scores[vendor] * (item.announced if weights == "announced" else item.draft)
        for item in ITEMS
    )
    return points / 100


def deduction(vendor: str, review: int) -> float:
    """Return points lost to issues; ``review`` is 0 for the first rating, 1 after the review."""
    cost = {"阻断": BLOCKING_COST, "严重": SEVERE_COST, "一般": 0.0}
    return sum(cost[ratings[review]] * number for ratings, number in ISSUES[vendor].items())


def finish_times(minutes: dict[str, int]) -> dict[str, int]:
    """Return when each job ends, in minutes after the start, each starting as early as it may."""
    ends: dict[str, int] = {}
    for job in JOBS:
        ends[job.code] = minutes[job.code] + max((ends[name] for name in job.needs), default=0)
    return ends


def critical_path(minutes: dict[str, int]) -> list[str]:
    """Return the chain of jobs that ends with the doors' check, the longest way to it."""
    ends = finish_times(minutes)
    by_code = {job.code: job for job in JOBS}
    path = ["B12"]
    while by_code[path[0]].needs:
        path.insert(0, max(by_code[path[0]].needs, key=lambda name: ends[name]))
    return path


def opening(shrunk: set[str]) -> int:
    """Return minutes until the doors' check is done when only ``shrunk`` run as in the POC."""
    minutes = {job.code: job.measured if job.code in shrunk else job.now for job in JOBS}
    return finish_times(minutes)["B12"]


def present_value(rate: float, annual: float, years: int) -> float:
    """Return what ``annual`` at the end of each year is worth today."""
    return sum(annual / (1 + rate) ** year for year in range(1, years + 1))


def wilson(hits: int, total: int) -> list[float]:
    """Return the 95 % interval of a rate, in percent (Wilson score)."""
    z, share = 1.96, hits / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return [round(100 * (centre + sign * spread) / scale, 1) for sign in (-1, 1)]


def make_issues(generator: random.Random) -> list[dict[str, object]]:
    """Return the rows of issues.csv, ordered by day."""
    rows = []
    for vendor, groups in ISSUES.items():
        for (first, second), number in groups.items():
            for _ in range(number):
                day = date(2026, 8, 17) + timedelta(days=generator.randrange(19))
                if day.isoweekday() > 5:
                    day += timedelta(days=2)
                rows.append(
                    {
                        "登记日期": day,
                        "厂商": vendor,
                        "测试项": generator.choice(ITEMS[:7]).name,
                        "初评级别": first,
                        "初评人": "雷涛",
                        "复核级别": second,
                        "复核人": "程一、运营部、外聘专家",
                        "是否降级": "是" if first != second else "否",
                    }
                )
    rows.sort(key=lambda row: (row["登记日期"], row["厂商"]))
    return [{"单号": f"W{number:03d}", **row} for number, row in enumerate(rows, start=1)]


def make_commits(generator: random.Random) -> list[dict[str, object]]:
    """Return the rows of commits.csv, ordered by time."""
    authors = [name for name, number in COMMITTERS if name == "程一" for _ in range(number)]
    rows: list[tuple[datetime, str, str, str]] = []
    start = datetime(2026, 6, 22, 19, 0)
    for author in authors:
        moment = start + timedelta(
            days=generator.randrange(50), minutes=generator.randrange(0, 270)
        )
        name, topic = generator.choice(COMMIT_FILES)
        rows.append((moment, author, name, topic))
    rows[0] = (datetime(2026, 6, 22, 20, 14), "程一", "weights.yaml", "权重初版")
    rows[1] = (datetime(2026, 7, 14, 21, 36), "程一", "weights.yaml", "权重定稿，批量18分")
    rows += [
        (datetime(2026, 7, 2, 10, 5), "段一舟", "README.md", "改错字"),
        (datetime(2026, 7, 29, 15, 40), "段一舟", "tps_load.jmx", "补压测账号"),
        (
            datetime(2026, 8, 13, 17, 52),
            "雷涛",
            "issue_template.md",
            "级别一栏改为由初评人直接填写",
        ),
    ]
    rows.sort()
    return [
        {
            "序号": number,
            "提交时间": f"{moment:%Y-%m-%d %H:%M}",
            "提交人": author,
            "文件": name,
            "说明": topic,
        }
        for number, (moment, author, name, topic) in enumerate(rows, start=1)
    ]


def poc_rows() -> list[dict[str, object]]:
    """Return the rows of poc.csv: every item for every vendor."""
    return [
        {
            "编号": item.code,
            "测试项": item.name,
            "厂商": vendor,
            "单位": item.unit,
            "达标线": item.target,
            "实测值": item.measured[place],
            "得分": item.scores[place],
            "权重_草案V0.9": item.draft,
            "权重_公布V1.0": item.announced,
            "脚本编制人": "程一" if item.code not in ("T08", "T09") else "无脚本",
        }
        for item in ITEMS
        for place, vendor in enumerate(VENDORS)
    ]


def batch_rows() -> list[dict[str, object]]:
    """Return the rows of batch.csv with the old core's start and end."""
    ends = finish_times({job.code: job.now for job in JOBS})
    rows = []
    for job in JOBS:
        end = BATCH_START + timedelta(minutes=ends[job.code])
        rows.append(
            {
                "作业": job.code,
                "名称": job.name,
                "现用分钟": job.now,
                "磐核POC分钟": job.measured,
                "前置作业": " ".join(job.needs),
                "现用开始": f"{end - timedelta(minutes=job.now):%H:%M}",
                "现用结束": f"{end:%H:%M}",
            }
        )
    return rows


def write_csv(path: Path, rows: list[dict[str, object]]) -> None:
    """Write rows with a Chinese header line, UTF-8, Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def economics_answers() -> dict[str, object]:
    """Return outage losses, the increment of the new core, payback and NPV, with naive answers."""
    value = {name: float(number) for name, number, _, _ in ECONOMICS}
    events = [
        sum(value[f"{which}停机{part}"] for part in ("赔付", "少收手续费", "应急支出"))
        for which in ("第一次", "第二次")
    ]
    direct = sum(events) / len(events)
    ban = value["暂停线上贷款的损失"]
    odds = value["再停机被暂停线上贷款的概率"] / 100
    per_outage = direct + odds * ban
    now, upgraded = value["现状年停机次数"], value["小升级后年停机次数"]
    ours = value["新核心年停机次数"]
    running = value["老核心年运行费"] - value["新核心年运行费"]
    watch = value["跑批值守减少人数"] * value["每人年成本"]
    invested = value["项目预算"] + value["双轨并行费"] + value["演练与培训"]
    rate, years = value["折现率"] / 100, int(value["计算年限"])

    def case(outage: float, investment: float = invested) -> dict[str, float]:
        annual = outage + running + watch
        return {
            "outage_saving": round(outage, 2),
            "annual": round(annual, 2),
            "payback_years": round(investment / annual, 2),
            "npv": round(present_value(rate, annual, years) - investment, 1),
        }

    low = (value["小升级后年停机次数（下限）"] - ours) * (
        direct + value["暂停概率（下限）"] / 100 * ban
    )
    high = (value["小升级后年停机次数（上限）"] - ours) * (
        direct + value["暂停概率（上限）"] / 100 * ban
    )
    return {
        "event_costs": events,
        "direct_per_outage": direct,
        "expected_ban_per_outage": round(odds * ban, 2),
        "loss_per_outage": round(per_outage, 2),
        "loss_per_year_now": round(now * per_outage, 2),
        "loss_per_year_upgraded": round(upgraded * per_outage, 2),
        "loss_per_year_new_core": round(ours * per_outage, 2),
        "increment_outage": round((upgraded - ours) * per_outage, 2),
        "running_saving": running,
        "watch_saving": watch,
        "investment": invested,
        "central": case((upgraded - ours) * per_outage),
        "low": case(low),
        "high": case(high),
        "naive_both_outages_in_full": case(sum(events) + 2 * ban, value["项目预算"]),
        "naive_no_counterfactual": case((now - ours) * per_outage),
        "naive_upgrade_solves_it": case(0.0),
    }


def poc_answers() -> dict[str, object]:
    """Return totals under both weights, with the first ratings and after the review."""
    answers: dict[str, object] = {}
    for weights in ("announced", "draft"):
        for name, review in (("before_issues", None), ("first_rating", 0), ("reviewed", 1)):
            totals = {
                vendor: round(
                    weighted(place, weights)
                    - (0.0 if review is None else deduction(vendor, review)),
                    2,
                )
                for place, vendor in enumerate(VENDORS)
            }
            order = sorted(totals, key=lambda vendor: -totals[vendor])
            answers[f"{weights}_{name}"] = {"totals": totals, "order": order}
    answers["downgraded"] = sum(
        number for (first, second), number in ISSUES[OURS].items() if first != second
    )
    answers["gain_from_review"] = round(deduction(OURS, 0) - deduction(OURS, 1), 2)
    return answers


def batch_answers() -> dict[str, object]:
    """Return the critical path now and in the POC, and which jobs must shrink for two hours."""
    now = {job.code: job.now for job in JOBS}
    poc = {job.code: job.measured for job in JOBS}
    changed = {job.code for job in JOBS if job.measured != job.now}
    path = critical_path(now)
    return {
        "sum_of_minutes": sum(now.values()),
        "critical_path": path,
        "critical_minutes": opening(set()),
        "must_shrink": sorted(changed),
        "minutes_in_poc": finish_times(poc)["B12"],
        "only_the_old_critical_path": opening(changed & set(path)),
        "without": {code: opening(changed - {code}) for code in sorted(changed)},
        "all_needed": all(opening(changed - {code}) > BATCH_LIMIT for code in changed),
    }


def adoption_answers() -> dict[str, object]:
    """Return for each officer: adopted, proposed, percent, interval, and the two sources apart."""
    answers: dict[str, object] = {}
    for who in dict.fromkeys(proposal.who for proposal in PROPOSALS):
        own = [proposal for proposal in PROPOSALS if proposal.who == who]
        hits = sum(proposal.adopted for proposal in own)
        apart = {}
        for source in ("文05", "文06"):
            part = [proposal for proposal in own if proposal.source == source]
            apart[source] = [sum(proposal.adopted for proposal in part), len(part)]
        answers[who] = {
            "numerator": hits,
            "denominator": len(own),
            "percent": round(100 * hits / len(own), 1),
            "interval": wilson(hits, len(own)),
            "by_source": apart,
        }
    return answers


def expected() -> dict[str, object]:
    """Return every expected answer, computed from the data and the parameters."""
    commits = make_commits(random.Random(SEED))
    authors: dict[str, int] = {}
    for row in commits:
        authors[str(row["提交人"])] = authors.get(str(row["提交人"]), 0) + 1
    return {
        "economics": economics_answers(),
        "poc": poc_answers(),
        "issues": {
            vendor: {
                "first": {
                    level: sum(n for (first, _), n in groups.items() if first == level)
                    for level in ("阻断", "严重", "一般")
                },
                "reviewed": {
                    level: sum(n for (_, second), n in groups.items() if second == level)
                    for level in ("阻断", "严重", "一般")
                },
            }
            for vendor, groups in ISSUES.items()
        },
        "commits": {"total": len(commits), **authors},
        "batch": batch_answers(),
        "adoption": adoption_answers(),
    }


def main() -> None:
    """Write the files, or print the expected answers."""
    parser = argparse.ArgumentParser(description="Make the data of canglan-core-banking.")
    parser.add_argument("--expected", action="store_true", help="print the expected answers")
    if parser.parse_args().expected:
        print(json.dumps(expected(), ensure_ascii=False, indent=2))
        return
    header = ("项目", "数值", "单位", "来源文件")
    economics = [dict[str, object](zip(header, row, strict=True)) for row in ECONOMICS]
    write_csv(DOCUMENTS / "poc.csv", poc_rows())
    write_csv(DOCUMENTS / "issues.csv", make_issues(random.Random(SEED + 1)))
    write_csv(DOCUMENTS / "commits.csv", make_commits(random.Random(SEED)))
    write_csv(DOCUMENTS / "batch.csv", batch_rows())
    write_csv(DOCUMENTS / "economics.csv", economics)


if __name__ == "__main__":
    main()
