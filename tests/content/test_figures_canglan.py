"""Every figure in a key of canglan-core-banking comes out of the author's script and its files."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kabook.casework import load_case, load_exercise

FOLDER = Path(__file__).parents[2] / "casework" / "canglan-core-banking"
OURS, GIANT, THIRD = "磐核科技", "澜枢科技", "泊核恒达"


@pytest.fixture
def expected(made_by):
    return made_by("canglan-core-banking").expected


def keys(name):
    return {step.id: step.value for step in load_exercise(f"canglan-core-banking.{name}").steps}


def test_the_cost_of_an_outage_and_what_the_new_core_saves(expected):
    e = expected["economics"]
    assert keys("downtime") == pytest.approx(
        {
            "direct": e["direct_per_outage"], "outage": e["loss_per_outage"],
            "today": e["loss_per_year_now"], "later": e["loss_per_year_upgraded"],
            "saved": e["increment_outage"], "running": e["running_saving"],
            "watch": e["watch_saving"], "annual": e["central"]["annual"],
            "invest": e["investment"], "payback": e["central"]["payback_years"],
            "net": e["central"]["npv"],
        },
        rel=5e-3,
    )  # fmt: skip
    interval = load_exercise("canglan-core-banking.downtime").interval
    assert (interval.low, interval.high) == pytest.approx(
        (e["low"]["npv"], e["high"]["npv"]), rel=5e-3
    )


def test_the_scores_under_either_set_of_weights(expected):
    poc = expected["poc"]
    before, first, reviewed, draft = (
        poc[name]["totals"]
        for name in (
            "announced_before_issues",
            "announced_first_rating",
            "announced_reviewed",
            "draft_reviewed",
        )
    )
    lead = reviewed[OURS] - reviewed[GIANT]
    assert keys("reweighted") == pytest.approx(
        {
            "base": before[OURS], "back": reviewed[OURS] - first[OURS],
            "behind": first[GIANT] - first[OURS], "lead": lead,
            "ours": draft[OURS], "giant": draft[GIANT], "third": draft[THIRD],
            "swing": lead + draft[GIANT] - draft[OURS],
        },
        abs=0.02,
    )  # fmt: skip


def test_the_batch_window_is_the_longest_chain_of_jobs():
    with (FOLDER / "documents" / "batch.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    header, jobs = rows[0], rows[1:]
    minutes_at = next(i for i, name in enumerate(header) if "分钟" in name)
    waits_at = next(i for i, name in enumerate(header) if "前置" in name or "依赖" in name)
    minutes = {job[0]: float(job[minutes_at]) for job in jobs}
    waits = {job[0]: re.findall(r"[A-Z]\d+", job[waits_at]) for job in jobs}

    def done(job):
        return minutes[job] + max((done(other) for other in waits[job]), default=0.0)

    answers = keys("batch-window")
    assert answers["total"] == sum(minutes.values())
    assert answers["chain"] == max(map(done, minutes))


def test_every_parameter_stands_in_a_document():
    text = "".join("".join(load_case("canglan-core-banking").paragraphs.values()).split())
    written = {float(f.replace(",", "")) for f in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    with (FOLDER / "documents" / "economics.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = float(row["数值"])
            assert {value, value / 1e4, value * 100} & written, row["项目"]
