"""The map's ledger: what holds for every key and every drawn map (hypothesis), and what is refused.

The generated keys contain everything a key may contain: undetermined values, further accepted
values, inferred lines, accepted kinds, tolerated and refuted lines, people outside the list,
people of the tray who do not belong.
"""

from __future__ import annotations

import copy
import json
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kabook.exercises import exercise_from
from kabook.exercises.power_map import PowerMap

STANCES = [-2, -1, 0, 1, 2, "unknown"]
INFLUENCES = [1, 2, 3, 4, 5, "unknown"]
CIRCLES = ["inner", "edge", "outer", "unknown"]
CONTACTS = ["none", "brief", "deep", "unknown"]
ROLES = ["decide", "pay", "buy", "use", "benefit", "set_criteria", "promote", "trigger", "block"]
KINDS = ["reports", "influence", "ally", "conflict", "circle"]
FACTIONS = ["元老", "空降", "none", "unknown"]
UNDIRECTED = {"ally", "conflict", "circle"}


def power_map(**changes: Any) -> PowerMap:
    content = {
        "id": "x.map",
        "kind": "power_map",
        "title": "图",
        "status": "ready",
        "part": "p2",
        "nodes": ["p2.roles.keyperson"],
        "prompt": "画。",
        **changes,
    }
    found = exercise_from(content)
    assert isinstance(found, PowerMap)
    return found


@st.composite
def keys(draw: st.DrawFn) -> dict[str, Any]:
    """Content of a map of 4 to 9 people with lines of every sort."""
    count = draw(st.integers(4, 9))
    ids = [f"p{number}" for number in range(count)]
    absent = draw(st.integers(0, 1))
    people = []
    for name in ids[: count - absent]:
        person: dict[str, Any] = {
            "id": name,
            "importance": draw(st.sampled_from([1, 2, 3])),
            "roles": draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True)),
            "stance": draw(st.sampled_from(STANCES)),
            "influence": draw(st.sampled_from(INFLUENCES)),
            "circle": draw(st.sampled_from(CIRCLES)),
            "contact": draw(st.sampled_from(CONTACTS)),
            "faction": draw(st.sampled_from(FACTIONS)),
            "evidence": [[f"doc01#{draw(st.integers(1, 9))}"]],
            "feedback": "看记录。",
        }
        if draw(st.booleans()):
            person["accepts"] = {"stance": [draw(st.sampled_from(STANCES[:-1]))]}
        if draw(st.booleans()):
            person["tolerated_roles"] = [draw(st.sampled_from(ROLES))]
        people.append(person)
    unlisted = []
    if draw(st.booleans()):
        unlisted.append({**people[0], "id": "x1", "name": "骆敏", "aliases": ["骆主任"]})
    ends = [person["id"] for person in (*people, *unlisted)]
    pairs = list(combinations(ends, 2))
    relations, taken = [], set()
    for start, end in draw(st.lists(st.sampled_from(pairs), min_size=2, max_size=9, unique=True)):
        if draw(st.booleans()):
            start, end = end, start
        kind = draw(st.sampled_from(KINDS))
        line: dict[str, Any] = {"kind": kind, "from": start, "to": end}
        line["certainty"] = draw(st.sampled_from(["confirmed", "inferred"]))
        if draw(st.booleans()):
            line["evidence"] = [["doc02#1", "doc03#2"]]
        if kind in ("ally", "circle") and draw(st.booleans()):
            line["accepts"] = ["circle" if kind == "ally" else "ally"]
        relations.append(line)
        taken.add(frozenset((start, end)))
    free = [pair for pair in pairs if frozenset(pair) not in taken]
    tolerated, refuted = [], []
    if free:
        start, end = draw(st.sampled_from(free))
        tolerated.append({"kind": "influence", "from": start, "to": end})
        start, end = draw(st.sampled_from(free))
        refuted.append(
            {"kind": "any", "from": start, "to": end, "quote": "doc04#1", "feedback": "传言。"}
        )
    return {
        "people": [{"id": name, "name": f"人{name}"} for name in ids],
        "key": {
            "people": people,
            "unlisted": unlisted,
            "bystanders": ["许航"],
            "relations": relations,
            "tolerated": tolerated,
            "refuted": refuted,
        },
    }


@st.composite
def drawings(draw: st.DrawFn, exercise: PowerMap) -> dict[str, Any]:
    """Any map that could be drawn, often near the key."""
    model = exercise.model_answer
    answer: dict[str, Any] = {"people": [], "unlisted": [], "relations": []}
    known = {entry["id"]: entry for entry in model["people"]}
    for person in exercise.people:
        if draw(st.integers(0, 4)) == 0:
            continue
        entry = copy.deepcopy(known.get(person.id, {"id": person.id}))
        for name, values in (
            ("stance", STANCES),
            ("influence", INFLUENCES),
            ("circle", CIRCLES),
            ("contact", CONTACTS),
        ):
            fate = draw(st.integers(0, 3))
            if fate == 0:
                entry.pop(name, None)
            elif fate == 1:
                entry[name] = draw(st.sampled_from(values))
        if draw(st.integers(0, 2)) == 0:
            entry["roles"] = draw(st.lists(st.sampled_from(ROLES), max_size=4, unique=True))
        if draw(st.integers(0, 2)) == 0:
            entry["faction"] = draw(st.sampled_from(["甲", "乙", "无", "证据不足"]))
        if draw(st.integers(0, 2)) == 0:
            entry["evidence"] = draw(st.sampled_from([[], ["doc01#1"], ["doc09#1", "doc08#1"]]))
        answer["people"].append(entry)
    if model["unlisted"] and draw(st.booleans()):
        answer["unlisted"].append({**copy.deepcopy(model["unlisted"][0]), "name": "骆 主任"})
    if draw(st.booleans()):
        answer["unlisted"].append({"ref": "u9", "name": draw(st.sampled_from(["许航", "张三"]))})
    here = [e["id"] for e in answer["people"]] + [e["ref"] for e in answer["unlisted"]]
    seen = set()
    wanted = [copy.deepcopy(line) for line in model["relations"] if draw(st.booleans())]
    if len(here) > 1:
        for start, end in draw(st.lists(st.sampled_from(list(combinations(here, 2))), max_size=6)):
            wanted.append({"kind": draw(st.sampled_from(KINDS)), "from": start, "to": end})
    for line in wanted:
        if line["from"] not in here or line["to"] not in here:
            continue
        if draw(st.integers(0, 4)) == 0:
            line["from"], line["to"] = line["to"], line["from"]
        if draw(st.integers(0, 4)) == 0:
            line["certainty"] = "inferred"
        same = _same(line)
        if same not in seen:
            seen.add(same)
            answer["relations"].append(line)
    return answer


def _same(line: dict[str, Any]) -> tuple[str, ...]:
    ends = (line["from"], line["to"])
    return (line["kind"], *(sorted(ends) if line["kind"] in UNDIRECTED else ends))


def score(exercise: PowerMap, answer: dict[str, Any]) -> float:
    result = exercise.grade(answer)
    assert result.status == "graded", result.message
    assert result.score is not None
    return result.score


@st.composite
def maps_and_drawings(draw: st.DrawFn) -> tuple[PowerMap, dict[str, Any]]:
    exercise = power_map(**draw(keys()))
    return exercise, draw(drawings(exercise))


common = settings(max_examples=120, deadline=None)


@common
@given(keys())
def test_the_key_is_worth_one_and_nothing_is_worth_nothing(content: dict[str, Any]) -> None:
    exercise = power_map(**content)
    assert score(exercise, exercise.model_answer) == 1
    assert score(exercise, exercise.blank) == 0


@common
@given(maps_and_drawings())
def test_the_ledger_adds_up_and_repeats(drawn: tuple[PowerMap, dict[str, Any]]) -> None:
    exercise, answer = drawn
    result = exercise.grade(answer)
    assert 0 <= (result.score or 0) <= 1
    earned = sum(check.earned for check in result.checks)
    assert earned / exercise.points == pytest.approx(result.raw, abs=1e-4)
    assert sum(check.points for check in result.checks) == pytest.approx(exercise.points)
    assert exercise.grade(copy.deepcopy(answer)).as_json() == result.as_json()
    ids = [check.id for check in result.checks]
    assert len(ids) == len(set(ids))


def corrections(exercise: PowerMap, answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Every answer in which one thing is mended as the explanation says."""
    model = exercise.model_answer
    mended = []

    def variant() -> dict[str, Any]:
        mended.append(copy.deepcopy(answer))
        return mended[-1]

    drawn = {entry["id"]: number for number, entry in enumerate(answer["people"])}
    for entry in model["people"]:
        number = drawn.get(entry["id"])
        if number is None:
            variant()["people"].append({"id": entry["id"]})
            continue
        for name in ("roles", "stance", "influence", "circle", "contact", "evidence"):
            if name in entry and answer["people"][number].get(name) != entry[name]:
                variant()["people"][number][name] = entry[name]
    belong = {entry["id"] for entry in model["people"]}
    for entry in answer["people"]:
        if entry["id"] not in belong:
            changed = variant()
            changed["people"] = [e for e in changed["people"] if e["id"] != entry["id"]]
            changed["relations"] = [
                r for r in changed["relations"] if entry["id"] not in (r["from"], r["to"])
            ]
    fates = {check.id: check for check in exercise.grade(answer).checks}
    for line in answer["relations"]:
        check = fates[f"{line['kind']}:{line['from']}:{line['to']}"]
        if check.verdict in ("wrong", "refuted"):
            variant()["relations"].remove(line)
    refs = {
        e["ref"]: a["ref"]
        for e, a in zip(model["unlisted"], answer["unlisted"], strict=False)
        if e["ref"] == a["ref"]
    }
    on_map = set(drawn) | set(refs)
    pairs = {frozenset((r["from"], r["to"])) for r in answer["relations"]}
    for line in model["relations"]:
        ends = frozenset((line["from"], line["to"]))
        if ends <= on_map and ends not in pairs:
            variant()["relations"].append(copy.deepcopy(line))
        near = [r for r in answer["relations"] if frozenset((r["from"], r["to"])) == ends]
        if ends <= on_map and len(near) == 1 and near[0] != line:
            changed = variant()
            changed["relations"].remove(near[0])
            changed["relations"].append(copy.deepcopy(line))
    return mended


@settings(max_examples=150, deadline=None)
@given(maps_and_drawings())
def test_mending_one_thing_never_costs(drawn: tuple[PowerMap, dict[str, Any]]) -> None:
    exercise, answer = drawn
    before = score(exercise, answer)
    for mended in corrections(exercise, answer):
        assert score(exercise, mended) >= before - 1e-4


@common
@given(maps_and_drawings(), st.randoms(use_true_random=False))
def test_order_names_and_direction_of_undirected_lines_do_not_matter(
    drawn: tuple[PowerMap, dict[str, Any]], random: Any
) -> None:
    exercise, answer = drawn
    before = score(exercise, answer)
    other = copy.deepcopy(answer)
    for part in other.values():
        random.shuffle(part)
    for line in other["relations"]:
        if line["kind"] in UNDIRECTED:
            line["from"], line["to"] = line["to"], line["from"]
    renamed = {"甲": "青年派", "乙": "老派", "元老": "老臣", "空降": "新人"}
    for entry in (*other["people"], *other["unlisted"]):
        entry["faction"] = renamed.get(entry.get("faction", ""), entry.get("faction", ""))
    assert score(exercise, other) == pytest.approx(before, abs=1e-4)


@common
@given(keys())
def test_relabelled_people_score_the_same(content: dict[str, Any]) -> None:
    exercise = power_map(**content)
    text = json.dumps([content, exercise.model_answer], ensure_ascii=False)
    for number in range(9):
        text = text.replace(f'"p{number}"', f'"q{9 - number}"')
    renamed, answer = json.loads(text)
    answer["relations"] = answer["relations"][1:]
    reference = exercise.model_answer
    reference["relations"] = reference["relations"][1:]
    assert score(power_map(**renamed), answer) == score(exercise, reference)


@common
@given(keys())
def test_drawing_everything_earns_nothing_on_the_lines(content: dict[str, Any]) -> None:
    exercise = power_map(**content)
    everybody = [person.id for person in exercise.people]
    for kinds in (KINDS, ["influence"]):
        lines = [
            {"kind": kind, "from": a, "to": b}
            for a in everybody
            for b in everybody
            for kind in kinds
            if a < b or (a != b and kind not in UNDIRECTED)
        ]
        checks = exercise.grade({"people": [], "relations": lines}).checks
        drawn = [c for c in checks if ":" in c.id and not c.id.endswith(".evidence")]
        found = sum(c.earned for c in drawn)
        added = len([c for c in drawn if c.verdict in ("wrong", "refuted")])
        if added > 3 * len(exercise.key.relations):
            assert found <= 1e-9


@common
@given(maps_and_drawings())
def test_a_line_between_strangers_never_pays(drawn: tuple[PowerMap, dict[str, Any]]) -> None:
    exercise, answer = drawn
    proved = {frozenset((line.start, line.end)) for line in exercise.key.relations}
    here = [entry["id"] for entry in answer["people"]]
    drawn_pairs = {frozenset((r["from"], r["to"])) for r in answer["relations"]}
    before = score(exercise, answer)
    for a, b in combinations(here, 2):
        if frozenset((a, b)) not in proved | drawn_pairs:
            more = copy.deepcopy(answer)
            more["relations"].append({"kind": "conflict", "from": a, "to": b})
            assert score(exercise, more) <= before + 1e-9


@common
@given(keys())
def test_the_view_does_not_depend_on_the_key(content: dict[str, Any]) -> None:
    other = copy.deepcopy(content)
    other["key"] = {"relations": [{"kind": "conflict", "from": "p0", "to": "p1"}]}
    assert power_map(**content).view() == power_map(**other).view()
    assert power_map(**content).answer_schema == power_map(**other).answer_schema


# --- what could not have been drawn -------------------------------------------------------------

LONG = "长" * 1_000_000


@pytest.fixture(scope="module")
def small() -> PowerMap:
    return power_map(
        people=[{"id": "a", "name": "谭国梁"}, {"id": "b", "name": "罗启衡"}],
        key={
            "people": [{"id": "a", "roles": ["decide"], "stance": 1, "feedback": "看批示。"}],
            "unlisted": [
                {
                    "id": "x",
                    "name": "骆敏",
                    "aliases": ["骆主任"],
                    "roles": ["none"],
                    "feedback": "x",
                }
            ],
            "relations": [{"kind": "influence", "from": "a", "to": "b"}],
        },
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({}, "旧版本"),
        ({"nodes": [], "edges": []}, "旧版本"),
        ({"people": [{"id": "nobody"}]}, "名单里没有"),
        ({"people": [{"id": "a"}, {"id": "a"}]}, "放了两次"),
        ({"people": [{"id": 7}]}, "编号"),
        ({"people": "a"}, "列表"),
        ({"people": [{"id": "a", "age": 50}]}, "不认识的字段"),
        ({"people": [{"id": "a", "stance": 7}]}, "没有“7”"),
        ({"people": [{"id": "a", "stance": True}]}, "没有“True”"),
        ({"people": [{"id": "a", "roles": "decide"}]}, "列表"),
        ({"people": [{"id": "a", "faction": LONG}]}, "短名字"),
        ({"people": [{"id": "a", "evidence": ["第七段"]}]}, "不是段落编号"),
        ({"people": [{"id": LONG}]}, "编号"),
        ({"people": [], "unlisted": [{"ref": "u1", "name": LONG}]}, "太长"),
        ({"people": [], "unlisted": [{"ref": "u1", "name": " "}]}, "要有名字"),
        ({"people": [], "unlisted": [{"ref": "u1", "name": "谭 国梁"}]}, "已经在名单里"),
        ({"people": [], "unlisted": [{"ref": "u1", "name": "王"}, {"ref": "u1", "name": "李"}]}, "两次"),
        (
            {"people": [], "unlisted": [{"ref": "u1", "name": "骆敏"}, {"ref": "u2", "name": "骆主任"}]},
            "同一个人",
        ),
        ({"people": [], "relations": [{"kind": "influence", "from": "a", "to": "a"}]}, "连回自己"),
        ({"people": [], "relations": [{"kind": "influence", "from": "a", "to": "c"}]}, "没有这张卡"),
        ({"people": [], "relations": [{"kind": "likes", "from": "a", "to": "b"}]}, "这种线"),
        ({"people": [], "relations": [{"kind": "ally", "from": "a", "to": "b"}, {"kind": "ally", "from": "b", "to": "a"}]}, "画了两次"),
        ({"people": [], "relations": [{"kind": "ally", "from": "a", "to": "b"}] * 401}, "最多"),
        ({"people": [], "layout": {"a": ["x", 1]}}, "layout"),
        ({"people": [], "layout": [1]}, "layout"),
        ({"people": [], "script": "<script>alert(1)</script>"}, "不认识的字段"),
    ],
)  # fmt: skip
def test_a_map_that_could_not_be_drawn_is_refused_with_a_sentence(
    small: PowerMap, answer: dict[str, Any], words: str
) -> None:
    result = small.grade(answer)
    assert result.status == "unreadable"
    assert words in (result.message or "")
    assert len(result.message or "") < 120


@pytest.mark.parametrize(
    "name", ["骆敏", "骆 主 任", "骆敏　", "\u200b骆敏", "骆敏（董办）", "董办骆主任"]
)
def test_somebody_outside_the_list_is_recognised_by_any_name(small: PowerMap, name: str) -> None:
    answer = {"people": [], "unlisted": [{"ref": "u7", "name": name, "roles": ["none"]}]}
    verdicts = {check.id: check.verdict for check in small.grade(answer).checks}
    assert verdicts["u7.on"] == "right"
    assert verdicts["u7.roles"] == "right"


def test_what_was_not_found_is_not_named_on_the_first_attempt(small: PowerMap) -> None:
    disclosed = json.dumps(small.grade({"people": []}).disclosed("first"), ensure_ascii=False)
    assert "骆敏" not in disclosed
    assert "骆敏" in json.dumps(small.grade({"people": []}).disclosed("key"), ensure_ascii=False)


def test_where_cards_stand_changes_nothing(small: PowerMap) -> None:
    answer = {**small.model_answer, "layout": {"a": [12, 40.5]}}
    assert small.grade(answer).score == 1


def test_a_chain_runs_from_people_to_matters_however_it_was_drawn() -> None:
    chain = power_map(
        people=[{"id": "a", "name": "谭国梁"}, {"id": "b", "name": "罗启衡"}],
        dimensions=[],
        relations=["proposes", "argues", "decides"],
        matters=[{"id": "m1", "label": "立项"}],
        rulings=True,
        key={
            "relations": [
                {"kind": "decides", "from": "b", "to": "m1", "ruling": "higher"},
                {"kind": "proposes", "from": "a", "to": "m1"},
            ]
        },
    )
    assert score(chain, chain.model_answer) == 1
    turned = [
        {"kind": "decides", "from": "m1", "to": "b", "ruling": "higher"},
        {"kind": "proposes", "from": "a", "to": "m1"},
    ]
    assert score(chain, {"people": [], "relations": turned}) == 1
    unruled = [{**line, "ruling": "newer"} for line in turned[:1]] + turned[1:]
    assert score(chain, {"people": [], "relations": unruled}) == pytest.approx(1 - 0.3 / 2)
    near = [{**turned[1], "kind": "argues"}]
    assert score(chain, {"people": [], "relations": near}) == pytest.approx(0.25)
    result = chain.grade({"people": [], "relations": [{"kind": "decides", "from": "a", "to": "b"}]})
    assert "从人连到事" in (result.message or "")


def test_losses_are_grouped_by_what_they_come_from(small: PowerMap) -> None:
    result = small.grade({"people": [], "relations": []})
    texts = [cause.text for cause in result.causes]
    assert any(text.startswith("图上没有谭国梁，连带 3 项") for text in texts)
    assert any(text.startswith("名单外还少一个人") for text in texts)
    assert result.causes[0].lost >= result.causes[-1].lost


def test_the_key_is_laid_over_the_card_of_whoever_was_found(small: PowerMap) -> None:
    answer = {"people": [], "unlisted": [{"ref": "u7", "name": "骆主任"}]}
    [laid] = small.model_beside(answer)["unlisted"]
    # The page finds the card by its name: one found by an alias would be drawn a second time.
    assert (laid["ref"], laid["name"]) == ("u7", "骆主任")
    assert small.model_beside({"nodes": []}) == small.model_answer
