"""Every figure in a key of hengyue-mes is recomputed here from the files a trainee reads."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kabook.casework import load_case, load_exercise

FOLDER = Path(__file__).parents[2] / "casework" / "hengyue-mes"
DOCUMENTS = FOLDER / "documents"


def table(name):
    with (DOCUMENTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parameters():
    return {row["项目"]: float(row["数值"]) for row in table("economics.csv")}


def keys(name):
    return {step.id: step.value for step in load_exercise(f"hengyue-mes.{name}").steps}


def total(rows, column):
    return sum(float(row[column]) for row in rows)


def npv(invested, annual, rate, years):
    return -invested + sum(annual / (1 + rate) ** year for year in range(1, years + 1))


def test_the_increment_follows_from_the_parameters():
    p = parameters()
    points = p["返工率基线（领料反推，上限）"] - p["试行后返工率"] - p["同期新焊机的降幅"]
    rework = p["年结构件产量"] * points / 100 * p["每吨返工成本"]
    stock = p["在制品占用"] * p["在制品降幅"] / 100 * p["资金成本"] / 100
    claim = p["单次质量索赔"] * (p["索赔年概率（现状）"] - p["索赔年概率（上线后）"]) / 100
    recording = p["记录工时折合人数"] * p["每人年成本"]
    net = rework + stock + claim + recording - p["年运维费"]
    without = p["软件、终端和实施投资"] + p["厂内配套"]
    subsidised = without - p["政府补助"]
    rate, years = p["折现率"] / 100, int(p["计算年限"])
    assert keys("increment") == pytest.approx(
        {
            "points": points, "rework": rework, "stock": stock, "claim": claim,
            "recording": recording, "net": net, "invest_with": subsidised,
            "payback_with": subsidised / net, "npv_with": npv(subsidised, net, rate, years),
            "payback_without": without / net, "npv_without": npv(without, net, rate, years),
        },
        rel=2e-3,
    )  # fmt: skip
    naive = (
        rework / points * (points + p["同期新焊机的降幅"]) + p["单次质量索赔"] + stock + recording
    )
    assert naive == pytest.approx(2463, abs=1)


def test_the_two_books_of_rework_follow_from_the_files():
    rework, wire = table("rework.csv"), table("wire.csv")
    second = [row for row in rework if row["班组"] == "二班"]
    second_wire = [row for row in wire if row["班组"] == "二班"]

    def reported(rows):
        return 100 * total(rows, "返工吨位") / total(rows, "结构件吨位")

    def from_wire(rows):
        return 100 * (total(rows, "焊丝实领(kg)") / total(rows, "结构件吨位") / 21 - 1)

    ratio_of_second = from_wire(second_wire) / reported(second)
    values = list(keys("rework").values())
    assert values[:5] == pytest.approx(
        [
            reported(rework),
            total(wire, "焊丝实领(kg)") / total(wire, "结构件吨位"),
            from_wire(wire), reported(second), from_wire(second_wire),
        ],
        rel=6e-3,
    )  # fmt: skip
    assert values[5] == pytest.approx(ratio_of_second, rel=0.02)


def test_the_author_s_script_expects_the_answers_of_the_key(made_by):
    expected = made_by("hengyue-mes").expected
    assert keys("increment")["net"] == expected["net_annual"]
    assert keys("increment")["npv_with"] == expected["with_subsidy"]["npv"]


def test_every_parameter_stands_in_a_document():
    text = "".join("".join(load_case("hengyue-mes").paragraphs.values()).split())
    figures = re.findall(r"\d[\d,]*(?:\.\d+)?", text)
    written = {float(figure.replace(",", "")) for figure in figures}
    for name, value in parameters().items():
        assert {value, value / 1e4} & written, name
