// The development page: every kind and every state, without a kernel. ?only=<name> draws one.
import { render } from "../src/index";
import type { Exercise, Result } from "../src/types";
import { dossier } from "./dossier";
import * as exercises from "./exercises";
import { check, result, tableAnswer, tableResult } from "./exercises";
import * as maps from "./maps";
import { type Behaviour, FakeModel } from "./model";

const status = {
  attempts: 0,
  first: null,
  best: null,
  latest: null,
  hints_shown: [],
  may_reveal: false,
  mode: "practice",
  trainee: "demo",
};
const tried = { ...status, attempts: 2, first: 0.45, best: 0.71, latest: 0.71, may_reveal: true };

function practice(exercise: Exercise, traits: object = {}, behaviour: Behaviour = {}): FakeModel {
  return new FakeModel({ exercise, status, draft: {}, result: {}, ...traits }, behaviour);
}

const choiceFirst = result({
  score: 0,
  passed: 0,
  checked: 2,
  checks: [
    check("chosen", "选择", "refuted", {
      points: 6,
      reason: "你选的人说过由他拍板。翻近三年他提的项目，有几项过了会？",
      where: ["doc06"],
      misconception: {
        code: "E-LOUD",
        name: "声音大就重要",
        lesson: "会上说得多和说了算是两件事。数一数他提的事有几件办成了。",
      },
    }),
    check("evidence", "证据", "missing", { reason: "判断没有引用段落。", where: ["doc05"] }),
  ],
});

const choiceKey: Result = {
  ...choiceFirst,
  level: "key",
  explanation: "制度**2.3**写明：涉及生产系统的投资，签批前先要分管副总的书面意见。",
  checks: choiceFirst.checks.map((each) => ({
    ...each,
    key: each.id === "chosen" ? exercises.one.view.options[1].text : "文05·2；或 文06·3",
    evidence: ["doc05#2", "doc06#3"],
  })),
};

const capped = result({
  score: 0.1,
  passed: 1,
  checked: 3,
  cap: {
    rule: "C4",
    limit: 0.1,
    reason: "做了不能做的事：串通投标",
    quote: "湘云报多少，您私下告诉我，我们好对。",
  },
  checks: [
    check("k1", "您要向会上交代，我理解。交代的是总价，…", "right"),
    check("k3", "缺的第 2 步", "missing", { reason: "范围不同的两个价不能比，先把范围摆平。" }),
    check("k7", "湘云报多少，您私下告诉我，我们好对。", "wrong", {
      points: 0,
      earned: -2,
      reason: "打听另一家的报价，三家都会被请出去。",
    }),
    check("order", "次序", "partial", { points: 2, earned: 0.7 }),
  ],
});

const orderResult = (verdict: string, score: number) =>
  result({
    score,
    checked: 1,
    passed: score === 1 ? 1 : 0,
    checks: [check("order", "顺序", verdict, { points: 10, earned: 10 * score })],
  });

const unreadable = result({
  status: "unreadable",
  score: null,
  message: "“年净收益”里的“四百多”读不成一个数；请写成 12.5% 或 3,200万。",
});

const calculated = result({
  score: 0.35,
  passed: 1,
  checked: 6,
  checks: [
    check("rework", "返工损失的减少额（扣掉新焊机那部分）", "wrong", {
      points: 15,
      reason: "你把新焊机带来的1.1个百分点也算成了自己的。没有这套系统，那部分也会发生。",
    }),
    check("stock", "在制品占用资金的利息", "right", { points: 10 }),
    check("net", "年净收益", "partial", {
      points: 10,
      earned: 7,
      reason: "这一步的算法对，错在前面带过来的数。",
    }),
    check("payback", "静态回收期", "missing", { points: 10 }),
  ],
});

const contents = [
  { id: "p1.decision", title: "决策的人", kind: "role", exercises: [] },
  {
    id: "p1.decision.why",
    title: "为什么先找他",
    kind: "chapter",
    exercises: [{ id: exercises.one.id, title: exercises.one.title, attempts: 2, best: 0.71 }],
  },
  {
    id: "p1.decision.why.attitude",
    title: "下属说的老板态度",
    kind: "section",
    exercises: [{ id: exercises.table.id, title: exercises.table.title, attempts: 0, best: null }],
  },
];

const nav = [
  { href: "index.ipynb", title: "首页" },
  { href: "part2_power_map.ipynb", title: "第二部分 权力地图" },
  { href: "case.ipynb", title: "案例实战" },
];

const notice = {
  seen: !location.search.includes("notice"),
  text: "我们记下你的作答、得分和用时，给你自己和讲师看，保留180天。**只作训练用**，不单独作为人事决定的依据。",
};

const chapters = ["决策的人", "付钱的人", "采购的人", "使用的人"].map((title) => ({ title }));
const parts = ["谁是谁", "权力地图", "需求", "推进"].map((title, index) => ({
  slug: `part${index + 1}`,
  title,
  href: `part${index + 1}.ipynb`,
  done: 12 - 4 * index > 0 ? 12 - 4 * index : 0,
  total: 34,
  best_mean: index < 2 ? 0.63 : null,
  chapters,
}));

const calculationAnswer = { values: { rework: "2,463", stock: "18.9万", net: "459万" } };
const swapped = exercises.ranking.view.items.map((item: { id: string }) => item.id);

const mapKey = { level: "key" as const, model: maps.model13, explanation: "看谁的话落了地。" };

const WIDGETS: Record<string, [string, FakeModel]> = {
  lesson: [
    "lesson",
    new FakeModel({
      page: "part1_roles",
      title: "第一部分　谁是谁",
      contents,
      trainee: { name: "陈一鸣", signed_in: true },
      notice,
      nav,
    }),
  ],
  choice: [
    "practice",
    practice(exercises.one, {}, { results: [choiceFirst, choiceFirst, choiceKey] }),
  ],
  choice_graded: [
    "practice",
    practice(exercises.one, {
      status: tried,
      result: { ...choiceFirst, answer: { chosen: ["c"], evidence: [] } },
      draft: { answer: { chosen: ["c"], evidence: [] }, saved_at: "10:32" },
    }),
  ],
  choice_key: [
    "practice",
    practice(exercises.one, {
      status: { ...tried, attempts: 3 },
      result: { ...choiceKey, answer: { chosen: ["c"], evidence: ["doc08#2"] } },
    }),
  ],
  several: [
    "practice",
    practice(exercises.several, {}, { results: [orderResult("partial", 0.5)] }),
  ],
  table: ["practice", practice(exercises.table, {}, { results: [tableResult] })],
  table_graded: [
    "practice",
    practice(exercises.table, {
      status: tried,
      result: { ...tableResult, answer: tableAnswer },
      draft: { answer: tableAnswer, saved_at: "10:32" },
    }),
  ],
  table_stale: [
    "practice",
    practice(exercises.table, {
      status: { ...tried, hints_shown: ["先看谁签字，再看谁说话。"] },
      result: { ...tableResult, answer: tableAnswer },
      draft: {
        answer: { rows: { ...tableAnswer.rows, "luo-jiashu": { roles: ["promote"], stance: 1 } } },
        saved_at: "10:35",
      },
    }),
  ],
  pairs: ["practice", practice(exercises.pairs, {}, { results: [tableResult] })],
  belief: ["practice", practice(exercises.belief, {}, { results: [tableResult] })],
  ranking: [
    "practice",
    practice(exercises.ranking, {}, { results: [orderResult("partial", 0.4)] }),
  ],
  ranking_graded: [
    "practice",
    practice(exercises.ranking, {
      status: tried,
      result: { ...orderResult("partial", 0.4), answer: { order: swapped } },
    }),
  ],
  calculation: [
    "practice",
    practice(exercises.calculation, {
      status: tried,
      result: { ...calculated, answer: calculationAnswer },
      draft: { answer: calculationAnswer, saved_at: "10:32" },
    }),
  ],
  unreadable: [
    "practice",
    practice(exercises.calculation, {
      result: unreadable,
      draft: { answer: { values: { net: "四百多" } }, saved_at: "10:32" },
    }),
  ],
  cards: [
    "practice",
    practice(
      exercises.cards,
      {
        status: tried,
        result: { ...capped, answer: { chosen: ["k1", "k7"] } },
        draft: { answer: { chosen: ["k1", "k7"] }, saved_at: "10:32" },
      },
      { results: [capped] },
    ),
  ],
  plan: ["practice", practice(exercises.plan, {}, { results: [exercises.planResult] })],
  plan_graded: [
    "practice",
    practice(exercises.plan, {
      status: tried,
      result: { ...exercises.planResult, answer: exercises.planAnswer },
      draft: { answer: exercises.planAnswer, saved_at: "10:32" },
    }),
  ],
  map_feedback: [
    "practice",
    practice(
      { ...maps.map13, id: "demo.map_feedback" },
      { status: tried, result: { ...exercises.mapResult, answer: maps.map13.blank } },
    ),
  ],
  conflict: [
    "practice",
    practice(
      { ...exercises.several, id: "demo.conflict" },
      { draft: { answer: { chosen: ["a"] }, saved_at: "10:30", stamp: "1" } },
      { elsewhere: { chosen: ["a", "c"] } },
    ),
  ],
  map: [
    "practice",
    practice(
      maps.map13,
      {},
      { results: [maps.result13, maps.result13, { ...maps.result13, ...mapKey }] },
    ),
  ],
  map_graded: [
    "practice",
    practice(
      { ...maps.map13, id: "demo.map-graded" },
      { status: tried, result: { ...maps.result13, answer: maps.answer13 } },
    ),
  ],
  map_key: [
    "practice",
    practice(
      { ...maps.map13, id: "demo.map-key" },
      {
        status: { ...tried, attempts: 3 },
        result: { ...maps.result13, ...mapKey, answer: maps.answer13 },
      },
    ),
  ],
  map_crowd: ["practice", practice(maps.map40, { draft: { answer: maps.answer40 } })],
  map_chain: ["practice", practice(maps.chain, { draft: { answer: maps.chainAnswer } })],
  map_worked: [
    "worked",
    new FakeModel({
      exercise: { ...maps.map13, id: "demo.map-worked" },
      answer: maps.answer13,
      result: { ...maps.result13, ...mapKey },
    }),
  ],
  map_unreadable: [
    "practice",
    practice(
      { ...maps.map13, id: "demo.map-unreadable" },
      { draft: { answer: { nodes: [], edges: [] } } },
    ),
  ],
  lost: ["practice", practice({ ...exercises.several, id: "demo.lost" }, {}, { silent: true })],
  assessment: [
    "practice",
    practice(
      { ...exercises.several, id: "demo.assessment" },
      { status: { ...tried, mode: "assessment" } },
    ),
  ],
  unknown: ["practice", practice({ ...exercises.several, id: "demo.unknown", kind: "dialogue" })],
  worked: [
    "worked",
    new FakeModel({
      exercise: { ...exercises.one, id: "demo.worked" },
      answer: { chosen: ["a"], evidence: ["doc05#2"] },
      result: {
        ...choiceKey,
        score: 1,
        passed: 2,
        checks: choiceKey.checks.map((each) => ({
          ...each,
          verdict: "right",
          earned: each.points,
          reason: "",
          misconception: null,
        })),
      },
    }),
  ],
  dossier: ["dossier", new FakeModel({ dossier, cases: [] })],
  progress: [
    "progress",
    new FakeModel({
      parts,
      cases: [
        {
          slug: "hengyue-mes",
          title: "衡岳重工 · MES 选型",
          industry: "装备制造（起重机）",
          minutes: 300,
          href: "case.ipynb?case=hengyue-mes",
          done: 3,
          total: 12,
        },
      ],
      resume: { href: "#", title: "第一部分 · 下属说的老板态度", when: "昨天 17:40" },
      trainee: { name: "陈一鸣" },
    }),
  ],
};

const only = new URLSearchParams(location.search).get("only")?.split(",");
const main = document.querySelector("main")!;
for (const [name, [part, model]] of Object.entries(WIDGETS)) {
  if (only && !only.includes(name)) continue;
  const place = document.createElement("div");
  place.id = name;
  main.append(place);
  render({ model, el: place }, part);
}
