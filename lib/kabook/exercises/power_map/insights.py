"""What a drawn map shows about itself and about its reader: feedback, never score.

Structure is read from the trainee's own map (a function of it would count an error twice), the
mood index from its stances against the key's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kabook.exercises.power_map.answer import Card, DrawnMap
from kabook.exercises.power_map.key import KeyPerson
from kabook.exercises.result import Cause, Check

_WARM = 0.3
_KEY_INFLUENCE = 4
_SHOWN_CAUSES = 6


def insights(drawn: DrawnMap, persons: Sequence[KeyPerson], checks: Sequence[Check]) -> list[str]:
    """Sentences about the map, the most useful first."""
    cards = {**drawn.people, **drawn.unlisted}
    if not any("stance" in card.values for card in cards.values()):
        return []
    return [
        *_mood(drawn, persons),
        *_overconfidence(cards, checks),
        *_coverage(cards),
        *_structure(drawn, cards),
    ]


def _mood(drawn: DrawnMap, persons: Sequence[KeyPerson]) -> Iterator[str]:
    """晴天指数: the signed bias of the stances, in steps of the scale of five."""
    gaps = [
        drawn.people[person.id].values["stance"] - person.stance
        for person in persons
        if isinstance(person.stance, int)
        and person.id in drawn.people
        and isinstance(drawn.people[person.id].values.get("stance"), int)
    ]
    if len(gaps) < _KEY_INFLUENCE:
        return
    mean = sum(gaps) / len(gaps)
    warmer, colder = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    figure = f"晴天指数 {mean:+.1f}（{len(gaps)} 人，看热 {warmer} 人，看冷 {colder} 人）："
    if mean > _WARM:
        yield figure + "你把人看得比记录热。笑脸和“没问题”不算，数一数谁花过时间、给过东西。"
    elif mean < -_WARM:
        yield figure + "你把人看得比记录冷。提硬问题的人，看他给没给出可以满足的条件。"
    else:
        yield figure + "总的不偏热也不偏冷。"


def _overconfidence(cards: Mapping[str, Card], checks: Sequence[Check]) -> Iterator[str]:
    sure = [name for name, card in cards.items() if card.certainty == "confirmed" and card.values]
    fallen = {
        check.id.partition(".")[0] for check in checks if check.verdict in ("wrong", "refuted")
    }
    wrong = sum(name in fallen for name in sure)
    if len(sure) >= _KEY_INFLUENCE and wrong > len(sure) / 2:
        yield f"标成“已证实”的 {len(sure)} 个人里，{wrong} 个至少有一格站不住。拿不准的标“推测”。"


def _coverage(cards: Mapping[str, Card]) -> Iterator[str]:
    contact = {name: card.values.get("contact") for name, card in cards.items()}
    met = [card.name for name, card in cards.items() if contact[name] in ("brief", "deep")]
    if len(met) == 1 and len(cards) > 2:
        yield f"单线：图上你们只接触过{met[0]}一个人。他调走那天，你们就什么也听不见了。"
    unmet = [
        card.name
        for name, card in cards.items()
        if card.values.get("influence") in (4, 5) and contact[name] in (None, "none", "unknown")
    ]
    if unmet and any(contact.values()):
        yield f"影响大而没有接触过的有 {len(unmet)} 人：{'、'.join(unmet[:5])}。"
    roles = {role for card in cards.values() for role in card.values.get("roles", ())}
    if roles and not {"decide", "approves"} & roles:
        yield "图上没有决策的人。没有他，其余的判断都挂在空处。"
    if roles and "promote" not in roles:
        yield "图上没有促进的人：谁在替这件事公开出力？没有，就是眼下最要紧的空白。"
    stances = [card.values.get("stance") for card in cards.values()]
    if len(cards) > 5 and not any(isinstance(s, int) and s < 0 for s in stances):
        yield "图上没有一个反对的人。十个人以上的项目里少见，多半是还没看见。"


def _structure(drawn: DrawnMap, cards: Mapping[str, Card]) -> Iterator[str]:
    reach = _neighbours(drawn)
    friends = [n for n, c in cards.items() if c.values.get("stance") in (1, 2)]
    deciders = [n for n, c in cards.items() if "decide" in c.values.get("roles", ())]
    if not (friends and deciders and reach):
        return
    path = _shortest(reach, friends, deciders)
    if path is None:
        yield "从支持的人出发，沿影响线和圈子走不到决策的人：这条路还没有找到，或者还没有修。"
        return
    if len(path) > 1:
        steps = " → ".join(drawn.names[name] for name in path)
        yield f"从支持的人到决策的人，图上最短的一条路：{steps}。"
    # Whoever all paths go through stands on the shortest one, too.
    cuts = [
        name
        for name in cards
        if name in path[1:-1] and _shortest(_without(reach, name), friends, deciders) is None
    ]
    if cuts:
        names = "、".join(drawn.names[name] for name in cuts[:3])
        yield f"{names}是必经之人：去掉这张卡，支持的人就够不着决策的人。备一条别的路。"


def _neighbours(drawn: DrawnMap) -> dict[str, set[str]]:
    """Along influence with the arrow, along 同盟 and 同圈 both ways."""
    reach: dict[str, set[str]] = defaultdict(set)
    for line in drawn.lines:
        if line.kind in ("influence", "ally", "circle"):
            reach[line.start].add(line.end)
        if line.kind in ("ally", "circle"):
            reach[line.end].add(line.start)
    return dict(reach)


def _without(reach: Mapping[str, set[str]], name: str) -> dict[str, set[str]]:
    return {start: ends - {name} for start, ends in reach.items() if start != name}


def _shortest(
    reach: Mapping[str, set[str]], starts: Sequence[str], goals: Sequence[str]
) -> list[str] | None:
    """Breadth first from all ``starts``; ``None`` when no goal is reached."""
    came: dict[str, str | None] = dict.fromkeys(starts)
    queue = list(starts)
    for here in queue:
        if here in goals:
            path: list[str] = []
            step: str | None = here
            while step is not None:
                path.append(step)
                step = came[step]
            return path[::-1]
        for there in sorted(reach.get(here, ())):
            if there not in came:
                came[there] = here
                queue.append(there)
    return None


def causes(checks: Sequence[Check], names: Mapping[str, str]) -> list[Cause]:
    """Losses grouped by what they come from: a person, the lines not drawn, the lines too many."""
    groups: dict[tuple[int, str], list[Check]] = defaultdict(list)
    for check in checks:
        if check.points - check.earned > 1e-9 and not check.id.endswith(".start"):
            groups[_root(check)].append(check)
    found = [_cause(kind, root, members, names) for (kind, root), members in groups.items()]
    return sorted(found, key=lambda cause: -cause.lost)[:_SHOWN_CAUSES]


_PERSON, _MISSING_LINES, _EXTRA_LINES, _BENT_LINES, _HIDDEN = range(5)


def _root(check: Check) -> tuple[int, str]:
    if check.id.startswith("missing-person."):
        return _HIDDEN, check.id.split(".")[1]
    if check.id.startswith("missing."):
        return _MISSING_LINES, ""
    if ":" in check.id:
        return (_BENT_LINES if check.points else _EXTRA_LINES), ""
    return _PERSON, check.id.partition(".")[0]


def _cause(kind: int, root: str, members: Sequence[Check], names: Mapping[str, str]) -> Cause:
    lost = sum(check.points - check.earned for check in members)
    evidence = tuple(dict.fromkeys(cited for check in members for cited in check.evidence))
    count = len(members)
    if kind == _HIDDEN:
        text = f"名单外还少一个人，连带 {count} 项"
    elif kind == _MISSING_LINES:
        text = f"没画出来的线 {sum(check.id != 'missing.evidence' for check in members)} 条"
    elif kind == _EXTRA_LINES:
        text = f"多画的线 {count} 条"
    elif kind == _BENT_LINES:
        text = f"画到了、还差一点的线 {count} 处"
    elif any(check.id.endswith(".on") and check.verdict == "missing" for check in members):
        text = f"图上没有{names.get(root, root)}，连带 {count} 项"
    else:
        parts = "、".join(check.label.split(" · ")[-1] for check in members)
        text = f"{names.get(root, root)}：{parts}"
    return Cause(text, lost, evidence)
