import assert from "node:assert/strict";
import { test } from "node:test";
import * as exercises from "../demo/exercises";
import {
  coverage,
  firstStageDone,
  hasSecondStage,
  inOrder,
  moved,
  planOf,
  sameAnswer,
  toggleLabel,
  withCell,
  optionOfLine,
  withLetters,
} from "../src/answers";
import { Graded } from "../src/kinds/kind";
import type { Answer } from "../src/types";

const answered = (exercise: (typeof exercises)["one"], answer: Answer) =>
  coverage(exercise, answer).answered;

test("blank answers of every kind count as unanswered", () => {
  for (const exercise of [
    exercises.one,
    exercises.several,
    exercises.table,
    exercises.pairs,
    exercises.ranking,
    exercises.calculation,
    exercises.cards,
    exercises.plan,
  ]) {
    assert.equal(answered(exercise, exercise.blank), 0, exercise.id);
  }
});

test("each kind's answer opens 提交", () => {
  assert.ok(answered(exercises.one, { chosen: ["b"], evidence: [] }));
  assert.ok(answered(exercises.ranking, { order: ["a", "b", "c", "d", "e"] }));
  assert.ok(answered(exercises.cards, { chosen: ["k2", "k5"] }));
  assert.ok(answered(exercises.calculation, { values: { net: "459万" } }));
  assert.ok(answered(exercises.table, withCell({ rows: {} }, "luo-qiheng", "stance", 0)));
});

test("evidence alone is no answer to a choice, nor is white space to a calculation", () => {
  assert.equal(answered(exercises.one, { chosen: [], evidence: ["doc05#1"] }), 0);
  assert.equal(answered(exercises.calculation, { values: { net: "  " } }), 0);
});

test("a table counts cells, without those it does not ask and without evidence", () => {
  assert.equal(coverage(exercises.table, exercises.table.blank).total, 24);
});

test("pairs count once both sides are cited, and their number is not given away", () => {
  const half = { rows: {}, added: [{ a: "doc03#1", b: "", ruling: "newer" }] };
  const whole = { rows: {}, added: [{ a: "doc03#1", b: "doc06#2", ruling: "" }] };
  assert.equal(answered(exercises.pairs, half), 0);
  assert.equal(answered(exercises.pairs, whole), 1);
  assert.equal(coverage(exercises.pairs, half).total, coverage(exercises.pairs, whole).total);
});

test("an emptied cell and an emptied row leave no trace", () => {
  const filled = withCell({ rows: {} }, "shao-qin", "roles", ["pay"]);
  assert.deepEqual(filled, { rows: { "shao-qin": { roles: ["pay"] } } });
  assert.deepEqual(withCell(filled, "shao-qin", "roles", []), { rows: {} });
  assert.deepEqual(withCell(filled, "shao-qin", "stance", 0).rows["shao-qin"].stance, 0);
});

test("九角色之外 stands alone", () => {
  assert.deepEqual(toggleLabel(["pay"], "buy"), ["pay", "buy"]);
  assert.deepEqual(toggleLabel(["pay", "buy"], "pay"), ["buy"]);
  assert.deepEqual(toggleLabel(["pay", "buy"], "none"), ["none"]);
  assert.deepEqual(toggleLabel(["none"], "pay"), ["pay"]);
});

test("moving keeps every item", () => {
  assert.deepEqual(moved(["a", "b", "c", "d"], 0, 2), ["b", "c", "a", "d"]);
  assert.deepEqual(moved(["a", "b", "c", "d"], 3, 0), ["d", "a", "b", "c"]);
  assert.deepEqual(moved(["a", "b"], 0, -1), ["a", "b"]);
  assert.deepEqual(moved(["a", "b"], 1, 2), ["a", "b"]);
});

test("a table asked twice: the second stage opens when the first is complete", () => {
  const { view } = exercises.belief;
  let answer: Answer = { rows: {} };
  for (const row of view.rows) {
    assert.equal(firstStageDone(view, answer), false);
    answer = withCell(answer, row.id, "before", 0);
  }
  assert.equal(firstStageDone(view, answer), true);
  assert.equal(hasSecondStage(view, answer), false);
  assert.equal(hasSecondStage(view, withCell(answer, "shao-qin", "after", -1)), true);
});

test("answers are compared as JSON, empty fields aside", () => {
  assert.ok(sameAnswer({ b: 1, a: [] }, { b: 1 }));
  assert.ok(!sameAnswer({ order: ["a", "b"] }, { order: ["b", "a"] }));
});

test("a mark holds only while the cell is as it was graded", () => {
  const graded = new Graded({ ...exercises.tableResult, answer: exercises.tableAnswer });
  assert.equal(graded.check("luo-jiashu.roles", ["decide"], ["decide"])?.verdict, "refuted");
  assert.equal(graded.check("luo-jiashu.roles", ["promote"], ["decide"]), undefined);
});

test("lines of a choice of several carry the letter shown, other lines stay", () => {
  const options = [
    { id: "late", text: "晚" },
    { id: "early", text: "早" },
  ];
  assert.equal(
    withLetters("early：太早。\n还有该选的没有选。", options),
    "B：太早。\n还有该选的没有选。",
  );
  assert.equal(withLetters("early：太早。\nlate：太晚。", options), "A：太晚。\nB：太早。");
  assert.equal(optionOfLine("late：太晚。", options), 0);
  assert.equal(optionOfLine("later：太晚。", options), -1);
});

test("a plan counts whole actions; how many there must be is its total", () => {
  const [first] = exercises.planAnswer.actions;
  assert.deepEqual(coverage(exercises.plan, exercises.planAnswer), {
    answered: 2,
    total: 4,
    unit: "步",
  });
  assert.equal(answered(exercises.plan, { actions: [{ ...first, next: undefined }] }), 0);
});

test("the answer of a plan: by date, then by person, without what is empty; twins stay", () => {
  const twin = { date: "2026-09-30", person: "b", reason: "r", gain: "g", next: "n" };
  const actions = [{ person: "z" }, twin, { ...twin, person: "a", gain: "" }, {}, twin];
  assert.deepEqual(planOf(actions), {
    actions: [
      { date: "2026-09-30", person: "a", reason: "r", next: "n" },
      twin,
      twin,
      { person: "z" },
    ],
  });
  assert.deepEqual(planOf([{}]), { actions: [] });
});

test("rows of a plan move as they are: the same actions, what has no date last", () => {
  const actions = [{}, { date: "2026-10-02" }, { date: "2026-09-30", person: "b" }];
  const ordered = inOrder(actions);
  assert.ok(ordered[0] === actions[2] && ordered[1] === actions[1] && ordered[2] === actions[0]);
});
