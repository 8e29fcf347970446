import assert from "node:assert/strict";
import { test } from "node:test";
import { answer13, answer40, BLANK, chain, map13, map40, model13, result13 } from "../demo/maps";
import { coverage, sameAnswer } from "../src/answers";
import { Graded } from "../src/kinds/kind";
import { neighbour } from "../src/kinds/map/camera";
import { arrange, clearSpot, overlap, routes, settle } from "../src/kinds/map/layout";
import {
  type Action,
  begin,
  cardsOf,
  type History,
  lineKey,
  listed,
  readMap,
  redo,
  Refusal,
  step,
  undo,
} from "../src/kinds/map/model";
import { badgeOf, cardChecks, ghostsOf, lineChecks } from "../src/kinds/map/overlay";
import type { MapAnswer, MapView, Spot } from "../src/types";

const view: MapView = map13.view;
const chainView: MapView = chain.view;

function played(actions: Action[], on = view, from = begin(on, BLANK, false)): History {
  return actions.reduce((history, action) => {
    const next = step(on, history, action);
    if (next instanceof Refusal) throw new Error(next.sentence);
    return next;
  }, from);
}

function refused(action: Action, history: History, on = view): string {
  const next = step(on, history, action);
  assert.ok(next instanceof Refusal, JSON.stringify(action));
  return next.sentence;
}

const put = (...ids: string[]): Action => ({ type: "put", ids });
const line = (kind: string, from: string, to: string): Action => ({ type: "line", kind, from, to });
const two = [put("tan-guoliang", "luo-qiheng")];

test("whatever the order of the moves, one map has one answer", () => {
  const one = played([
    ...two,
    line("ally", "tan-guoliang", "luo-qiheng"),
    line("reports", "tan-guoliang", "luo-qiheng"),
    { type: "card", ref: "luo-qiheng", change: { roles: ["pay", "decide"], stance: 0 } },
  ]);
  const other = played([
    put("luo-qiheng"),
    { type: "card", ref: "luo-qiheng", change: { stance: 0, faction: "  " } },
    put("tan-guoliang"),
    line("reports", "tan-guoliang", "luo-qiheng"),
    { type: "card", ref: "luo-qiheng", change: { roles: ["decide", "pay"], evidence: [] } },
    line("ally", "luo-qiheng", "tan-guoliang"),
  ]);
  assert.equal(JSON.stringify(one.now.answer), JSON.stringify(other.now.answer));
  assert.deepEqual(one.now.answer, {
    people: [{ id: "luo-qiheng", roles: ["decide", "pay"], stance: 0 }, { id: "tan-guoliang" }],
    unlisted: [],
    relations: [
      { kind: "reports", from: "tan-guoliang", to: "luo-qiheng" },
      { kind: "ally", from: "luo-qiheng", to: "tan-guoliang" },
    ],
  });
});

test("a canonical answer is read as it is, and every draft of the demo is canonical", () => {
  for (const [on, answer] of [
    [view, answer13],
    [map40.view, answer40],
  ] as const) {
    assert.equal(
      JSON.stringify(readMap(on, JSON.parse(JSON.stringify(answer)))),
      JSON.stringify(answer),
    );
  }
});

test("undo and redo go back and forth; a new move forgets the future", () => {
  const history = played([...two, line("ally", "luo-qiheng", "tan-guoliang")]);
  const back = undo(history);
  assert.equal(back.now.answer.relations.length, 0);
  assert.deepEqual(redo(back).now, history.now);
  assert.deepEqual(undo(undo(undo(undo(history)))).now.answer, BLANK);
  assert.equal(played([put("shao-qin")], view, back).future.length, 0);
});

test("letters typed into one field are one step, a move that changes nothing is none", () => {
  const type = (faction: string): Action => ({
    ...{ type: "card", ref: "luo-qiheng", typing: "luo-qiheng.faction" },
    change: { faction },
  });
  const history = played([put("luo-qiheng"), type("老"), type("老厂"), type("老厂")]);
  assert.equal(history.past.length, 2);
  assert.equal(undo(history).now.answer.people[0]!.faction, undefined);
});

test("only cards moved by hand are in layout, and laying out anew forgets them", () => {
  const moved = played([...two, { type: "move", ref: "luo-qiheng", to: [500.4, -20] }]);
  assert.deepEqual(moved.now.answer.layout, { "luo-qiheng": [500, -20] });
  assert.ok(sameAnswer(moved.now.answer, undo(moved).now.answer));
  const laid = played([{ type: "arrange", mode: "circle", narrow: false }], view, moved);
  assert.equal(laid.now.answer.layout, undefined);
  assert.equal(laid.now.rings.length, 3);
  assert.deepEqual(undo(laid).now, moved.now);
});

test("a card dropped on another gives way", () => {
  const history = played([
    put("luo-qiheng"),
    { type: "put", ids: ["shao-qin"], at: [10, 10] },
    { type: "move", ref: "luo-qiheng", to: [12, 12] },
  ]);
  const [a, b] = Object.values(history.now.spots) as [Spot, Spot];
  assert.ok(!overlap(a, b));
  assert.deepEqual(clearSpot([], [3, 4]), [3, 4]);
});

test("what the grader could not read is refused with a sentence", () => {
  const history = played([...two, line("ally", "tan-guoliang", "luo-qiheng")]);
  assert.match(refused(line("ally", "luo-qiheng", "tan-guoliang"), history), /已经有了/);
  assert.match(refused(line("ally", "luo-qiheng", "luo-qiheng"), history), /自己/);
  const add = (name: string): Action => ({ type: "add", name, placeholder: false });
  assert.match(refused(add("　"), history), /名字/);
  assert.match(refused(add("骆".repeat(41)), history), /40/);
  assert.match(refused(add("罗 启衡"), history), /已经/);
  assert.match(refused(add("骆　敏"), played([add("骆敏")])), /已经/);
  const both = played([line("influence", "tan-guoliang", "luo-qiheng")], view, history);
  const kind = { type: "relate", key: "ally:luo-qiheng:tan-guoliang" } as const;
  assert.ok(played([{ ...kind, change: { kind: "circle" } }], view, both));
  const turn: Action = {
    ...{ type: "relate", key: "influence:tan-guoliang:luo-qiheng" },
    change: { from: "luo-qiheng", to: "tan-guoliang" },
  };
  const turned = played([turn], view, both);
  assert.ok(turned.now.answer.relations.some(({ from }) => from === "luo-qiheng"));
});

test("a typed name of the list is that person", () => {
  assert.equal(listed(view, " 罗　启衡"), "luo-qiheng");
  assert.equal(listed(view, "骆敏"), undefined);
});

test("when somebody added leaves, the others move up, and their lines and places with them", () => {
  const add = (name: string, placeholder = false): Action => ({ type: "add", name, placeholder });
  const before = played([
    put("luo-qiheng"),
    add("招标代理", true),
    add("骆敏"),
    line("influence", "u2", "luo-qiheng"),
    { type: "move", ref: "u2", to: [900, 300] },
  ]);
  const { answer, spots } = played([{ type: "remove", ref: "u1" }], view, before).now;
  assert.deepEqual(answer.unlisted, [{ ref: "u1", name: "骆敏", placeholder: false }]);
  assert.deepEqual(answer.relations.map(lineKey), ["influence:u1:luo-qiheng"]);
  assert.deepEqual(answer.layout, { u1: [900, 300] });
  assert.deepEqual(spots.u1, [900, 300]);
});

test("removing somebody takes their lines along", () => {
  const history = played([...two, line("ally", "luo-qiheng", "tan-guoliang")]);
  const { answer } = played([{ type: "remove", ref: "luo-qiheng" }], view, history).now;
  assert.deepEqual(answer, { ...BLANK, people: [{ id: "tan-guoliang" }] });
});

test("kept answers that could not have been drawn are not read", () => {
  const person = (rest: object) => ({ ...BLANK, people: [{ id: "luo-qiheng", ...rest }] });
  const relations = (...lines: object[]) => ({ ...BLANK, relations: lines });
  const ally = { kind: "ally", from: "luo-qiheng", to: "tan-guoliang" };
  const added = (...names: unknown[]) => ({
    ...BLANK,
    unlisted: names.map((name, at) => ({ ref: `u${at}`, name })),
  });
  const bad: unknown[] = [
    null,
    { nodes: [] },
    { ...BLANK, zoom: 2 },
    { ...BLANK, people: {} },
    { ...BLANK, people: [{ id: "nobody" }] },
    { ...BLANK, people: [{ id: "luo-qiheng" }, { id: "luo-qiheng" }] },
    person({ mood: 3 }),
    person({ stance: 7 }),
    person({ roles: "decide" }),
    relations({ ...ally, to: "luo-qiheng" }),
    relations({ ...ally, to: "u9" }),
    relations({ ...ally, kind: "loves" }),
    relations(ally, { ...ally, from: ally.to, to: ally.from }),
    added("罗启衡"),
    added("骆敏", "骆 敏"),
    added("骆".repeat(41)),
    added(5),
    { ...BLANK, layout: { "luo-qiheng": [1, "2"] } },
    { ...BLANK, layout: [Number.NaN] },
  ];
  for (const answer of bad)
    assert.ok(readMap(view, answer) instanceof Refusal, JSON.stringify(answer));
  assert.deepEqual(readMap(view, { people: [] }), BLANK);
});

test("in a chain lines run from the person to the matter, however they are drawn", () => {
  const history = played([put("shao-qin"), line("pays", "matter-4", "shao-qin")], chainView);
  assert.deepEqual(history.now.answer.relations, [
    { kind: "pays", from: "shao-qin", to: "matter-4" },
  ]);
  const more = played([put("peng-li")], chainView, history);
  assert.match(refused(line("pays", "peng-li", "shao-qin"), more, chainView), /事/);
  assert.match(refused(line("pays", "matter-1", "matter-2"), more, chainView), /事/);
  const model = { ...BLANK, relations: [{ kind: "pays", from: "shao-qin", to: "matter-4" }] };
  assert.deepEqual((readMap(chainView, model) as MapAnswer).people, [{ id: "shao-qin" }]);
});

function apart(spots: Record<string, Spot>): void {
  const all = Object.entries(spots);
  for (const [at, [ref, spot]] of all.entries()) {
    for (const [other, place] of all.slice(at + 1)) {
      assert.ok(!overlap(spot, place, 4), `${ref} and ${other}`);
    }
  }
}

test("no layout of forty people has cards on each other", () => {
  for (const mode of ["reports", "circle"] as const) {
    for (const narrow of [false, true]) {
      const { spots } = arrange(map40.view, answer40, mode, narrow);
      assert.equal(Object.keys(spots).length, 40);
      apart(spots);
    }
  }
  const { spots } = arrange(map40.view, answer40, "reports", false);
  const refs = Object.keys(spots);
  apart(settle(refs, { p07: spots.p01!, p20: [spots.p03![0] + 40, spots.p03![1]] }, spots));
});

test("a chain is laid out as a row or a spine, with everybody apart", () => {
  const ids = chainView.people.map(({ id }) => id);
  const lines = ids.slice(0, 9).map((id, at) => line("argues", id, `matter-${1 + (at % 3)}`));
  const { answer } = played([put(...ids), ...lines], chainView).now;
  for (const narrow of [false, true]) {
    const { spots } = arrange(chainView, answer, "reports", narrow);
    apart(spots);
    const along = chainView.matters.map(({ id }) => spots[id]![narrow ? 1 : 0]);
    assert.deepEqual(
      along,
      [...along].sort((a, b) => a - b),
    );
  }
});

test("superiors in a circle, and two superiors, are laid out all the same", () => {
  const ring = [
    line("reports", "luo-qiheng", "tan-guoliang"),
    line("reports", "tan-guoliang", "shao-qin"),
    line("reports", "shao-qin", "luo-qiheng"),
    line("reports", "shao-qin", "peng-li"),
  ];
  const ids = ["luo-qiheng", "tan-guoliang", "shao-qin", "peng-li"];
  const { answer } = played([put(...ids), ...ring]).now;
  apart(arrange(view, answer, "reports", false).spots);
});

test("parallel lines of a pair take ways of their own", () => {
  const lines = ["influence", "ally", "conflict"].map((kind) => ({ kind, from: "a", to: "b" }));
  const found = routes([...lines, { kind: "influence", from: "b", to: "a" }], {
    a: [0, 0],
    b: [400, 300],
  });
  const discs = [...found.values()].map(({ disc }) => disc);
  for (const [at, [x, y]] of discs.entries()) {
    for (const [otherX, otherY] of discs.slice(at + 1)) {
      assert.ok(Math.hypot(x - otherX, y - otherY) > 18);
    }
  }
});

test("arrow keys go to the card that lies there", () => {
  const spots: Record<string, Spot> = { a: [0, 0], b: [300, 20], c: [280, 400], d: [10, 200] };
  assert.equal(neighbour(spots, "a", [1, 0]), "b");
  assert.equal(neighbour(spots, "a", [0, 1]), "d");
  assert.equal(neighbour(spots, "a", [-1, 0]), undefined);
});

test("marks hold while the part is as it was judged; moving a card changes no part", () => {
  const graded = new Graded({ ...result13, answer: answer13 });
  const history = begin(view, answer13, false);
  const cardOf = (answer: MapAnswer, ref: string) =>
    cardsOf(view, answer).find((card) => card.ref === ref)!;
  const moved = played([{ type: "move", ref: "luo-qiheng", to: [-900, 0] }], view, history);
  const sign = (answer: MapAnswer, ref: string) =>
    badgeOf(cardChecks(view, graded, cardOf(answer, ref)))?.sign;
  assert.equal(sign(moved.now.answer, "luo-qiheng"), "✓");
  assert.equal(sign(answer13, "tan-guoliang"), "◐");
  assert.equal(sign(answer13, "liu-wenbo"), "✗");
  const roles: Action = { type: "card", ref: "luo-jiashu", change: { roles: ["block"] } };
  const changed = played([roles], view, history).now.answer;
  const ids = cardChecks(view, graded, cardOf(changed, "luo-jiashu")).map(({ id }) => id);
  assert.deepEqual(ids, ["luo-jiashu.stance"]);
  const conflict = answer13.relations.find(({ kind }) => kind === "conflict")!;
  assert.equal(badgeOf(lineChecks(graded, conflict))?.sign, "✗");
  assert.deepEqual(lineChecks(graded, { ...conflict, certainty: "confirmed" }), []);
});

test("ghosts are what the model answer has besides, names compared as Python does", () => {
  const { cards, lines } = ghostsOf(view, answer13, model13);
  assert.deepEqual(
    cards.map(({ name }) => name),
    ["傅强", "招标代理"],
  );
  assert.deepEqual(lines.map(lineKey), [
    "influence:fu-qiang:peng-li",
    "influence:ghost-u2:fang-xiaoyan",
  ]);
});

test("提交 opens as soon as something is on the map", () => {
  assert.deepEqual(coverage(map13, BLANK), { answered: 0, total: 0, unit: "项" });
  const { answer } = played(two).now;
  assert.deepEqual(coverage(map13, answer), { answered: 2, total: 2, unit: "项" });
});
