// Power maps to try the editor on: a real case, a crowd, a decision chain.
import type { Exercise, MapAnswer, MapLine, MapView, Result } from "../src/types";
import { readMap, Refusal } from "../src/kinds/map/model";
import { check, result, ROLES, STANCE } from "./exercises";

const UNKNOWN = { id: "unknown", label: "证据不足" };
const FIVE = [
  ["reports", "汇报", "汇", true],
  ["influence", "影响", "影", true],
  ["ally", "同盟", "盟", false],
  ["conflict", "冲突", "冲", false],
  ["circle", "同圈", "圈", false],
] as const;
const CHAIN = [
  ["proposes", "提出", "提", true],
  ["argues", "论证", "论", true],
  ["sets_criteria", "定标", "标", true],
  ["decides", "决定", "决", true],
  ["pays", "付款", "付", true],
  ["approves", "批准", "批", true],
] as const;

type KindRow = readonly [id: string, label: string, sign: string, directed: boolean];

const kinds = (rows: readonly KindRow[]) =>
  rows.map(([id, label, sign, directed]) => ({ id, label, sign, directed }));

const OPTIONS = {
  roles: ROLES,
  stance: STANCE,
  influence: [
    { id: 1, label: "1 几乎没有" },
    { id: 2, label: "2 小" },
    { id: 3, label: "3 中" },
    { id: 4, label: "4 大" },
    { id: 5, label: "5 一句话定局" },
    UNKNOWN,
  ],
  circle: [
    { id: "inner", label: "内圈" },
    { id: "edge", label: "边圈" },
    { id: "outer", label: "外圈" },
    UNKNOWN,
  ],
  contact: [
    { id: "none", label: "没接触过" },
    { id: "brief", label: "见过面" },
    { id: "deep", label: "谈得深" },
    UNKNOWN,
  ],
  certainty: [{ id: "confirmed", label: "已证实" }, { id: "inferred", label: "推测" }, UNKNOWN],
};

const RULINGS = [
  { id: "newer", label: "以更新的为准" },
  { id: "higher", label: "以效力更高的为准" },
  { id: "official", label: "以正式记录为准" },
];

const HENGYUE = [
  ["luo-qiheng", "罗启衡", "董事长", "董事会", ""],
  ["luo-jiashu", "罗嘉树", "总经理", "总经理办公室", "luo-qiheng"],
  ["tan-guoliang", "谭国梁", "常务副总经理（分管生产）", "生产系统", "luo-qiheng"],
  ["liu-wenbo", "柳文博", "信息中心主任、项目组组长", "信息中心", "luo-jiashu"],
  ["cen-weidong", "岑卫东", "工艺技术部长", "工艺技术部", "tan-guoliang"],
  ["shao-qin", "邵琴", "财务总监", "财务部", "luo-qiheng"],
  ["peng-li", "彭立", "质量总监", "质量部", "luo-qiheng"],
  ["jiang-hai", "姜海", "总装车间主任", "总装车间", "tan-guoliang"],
  ["fang-xiaoyan", "方晓燕", "采购经理", "采购部", "shao-qin"],
  ["he-chuan", "何川", "精益主管", "精益办", "tan-guoliang"],
  ["zhou-kai", "周凯", "信息科长", "信息中心", "liu-wenbo"],
  ["tang-min", "唐敏", "投资科联系人", "衡川市工业和信息化局", ""],
  ["fu-qiang", "傅强", "供应商质量工程师", "海岳港机", ""],
].map(([id = "", name = "", post = "", department = "", above]) => ({
  ...{ id, name, post, department },
  reports_to: above || null,
}));

const VIEW: MapView = {
  people: HENGYUE,
  matters: [],
  dimensions: ["roles", "stance", "influence", "circle", "faction", "contact"],
  relations: kinds(FIVE),
  options: OPTIONS,
  rulings: [],
  asks_evidence: true,
  unlisted: true,
};

export const BLANK: MapAnswer = { people: [], unlisted: [], relations: [] };

function map(id: string, title: string, prompt: string, view: MapView): Exercise {
  return {
    ...{ id: `hengyue-mes.${id}`, kind: "power_map", title, prompt, hints: 2, data: [], view },
    ...{ documents: ["doc01", "doc05", "doc06"], case: "hengyue-mes", part: "p2", blank: BLANK },
    case_title: "衡岳重工 · MES 选型",
  };
}

export const map13 = map(
  "power-map",
  "画出衡岳的权力地图",
  "把和这笔采购有关的人放到图上，画出**汇报以外**的关系。每个判断引用一段材料；拿不准的标“推测”。",
  VIEW,
);

const line = (kind: string, from: string, to: string, rest: Partial<MapLine> = {}): MapLine => ({
  ...{ kind, from, to },
  ...rest,
});

const reporting = (people: MapView["people"]): MapLine[] =>
  people.flatMap(({ id, reports_to }) => (reports_to ? [line("reports", id, reports_to)] : []));

const drawn13: MapAnswer = {
  people: HENGYUE.slice(0, 12).map(({ id }, at) => ({
    id,
    roles: [["decide"], ["promote"], ["benefit", "set_criteria"], ["none"], ["set_criteria"]][
      at
    ] ?? [ROLES[at % 11]!.id],
    stance: [0, 1, 0, -1, -1, 0, "unknown", 2, 0, 1, 1, -2][at]!,
    influence: [5, 3, 4, 2, 4, 4, 2, 2, 2, 1, 1, "unknown"][at]!,
    circle: ["inner", "edge", "inner", "edge", "edge", "inner"][at] ?? "outer",
    faction: ["", "总经办", "生产线", "总经办", "生产线", "", "", "生产线"][at] ?? "",
    contact: ["none", "deep", "brief", "deep", "none", "brief"][at] ?? "unknown",
    certainty: at % 4 === 3 ? "inferred" : "confirmed",
    evidence: at < 3 ? ["doc05#2"] : [],
  })),
  unlisted: [{ ref: "u1", name: "骆敏", placeholder: false, stance: 1 }],
  relations: [
    ...reporting(HENGYUE),
    line("influence", "tan-guoliang", "luo-qiheng", { evidence: ["doc05#2"] }),
    line("influence", "cen-weidong", "tan-guoliang"),
    line("conflict", "liu-wenbo", "tan-guoliang", { certainty: "inferred" }),
    line("ally", "cen-weidong", "jiang-hai"),
    line("circle", "jiang-hai", "he-chuan"),
    line("influence", "u1", "luo-qiheng", { certainty: "inferred" }),
    line("influence", "shao-qin", "fang-xiaoyan"),
  ],
};

/** As the editor would give it. */
function canonical(view: MapView, answer: MapAnswer): MapAnswer {
  const read = readMap(view, answer);
  if (read instanceof Refusal) throw new Error(read.sentence);
  return read;
}

export const answer13 = canonical(VIEW, drawn13);

const why = "签批栏里他只签“阅”。再看一遍授权办法里谁能推翻结论。";

export const result13: Result = result({
  score: 0.52,
  passed: 4,
  checked: 9,
  insights: ["反对的人只有一个，而他和决定人之间没有别的路：先补一条。"],
  checks: [
    check("luo-qiheng.on", "罗启衡 · 在图上", "right"),
    check("luo-qiheng.roles", "罗启衡 · 角色", "right"),
    check("luo-jiashu.roles", "罗嘉树 · 角色", "wrong", { reason: why, where: ["doc06"] }),
    check("luo-jiashu.stance", "罗嘉树 · 对我方立场", "partial", { earned: 1 }),
    check("tan-guoliang.roles", "谭国梁 · 角色", "right"),
    check("tan-guoliang.evidence", "谭国梁 · 证据", "unsupported", { where: ["doc05"] }),
    check("liu-wenbo.stance", "柳文博 · 对我方立场", "wrong", { reason: "抬高门槛的是制度。" }),
    check("cen-weidong.roles", "岑卫东 · 角色", "right"),
    check("influence:tan-guoliang:luo-qiheng", "谭国梁 → 罗启衡 · 影响", "right"),
    check("conflict:liu-wenbo:tan-guoliang", "柳文博 — 谭国梁 · 冲突", "wrong", { reason: why }),
    check("missing.1", "还缺一条影响线", "missing"),
  ],
});

export const model13: MapAnswer = {
  people: HENGYUE.map(({ id }) => ({ id, roles: ["none"], stance: 0, influence: 2 })),
  unlisted: [
    { ref: "m1", name: "骆 敏", placeholder: false },
    { ref: "m2", name: "招标代理", placeholder: true, stance: 0, evidence: ["doc02#1"] },
  ],
  relations: [
    ...reporting(HENGYUE),
    line("influence", "fu-qiang", "peng-li", { evidence: ["doc01#2"], certainty: "confirmed" }),
    line("influence", "m2", "fang-xiaoyan"),
  ],
};

// Forty people: the same crowd every time.
let seed = 7;
const dice = (below: number) => {
  seed = (seed * 48271) % 2147483647;
  return seed % below;
};
const any = <T>(list: readonly T[]): T => list[dice(list.length)]!;

const SURNAMES = "王李张刘陈赵孙周吴郑冯褚蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜谢邹喻柏章云苏潘葛范";
const GIVEN = ["建国", "明", "丽", "国强", "晓云", "海涛", "静", "卫东", "文", "岭"];
const POSTS = ["财务主管", "采购主管", "信息主管", "工艺主管", "设备主管", "生产主管"];

const crowd = [...SURNAMES]
  .slice(0, 40)
  .map((surname, at) => ({
    id: `p${String(at + 1).padStart(2, "0")}`,
    name: surname + GIVEN[at % GIVEN.length],
    post: at === 0 ? "董事长" : at < 5 ? `副总经理（分管${any(POSTS)}）` : any(POSTS),
    department: "集团",
    reports_to:
      at === 0
        ? null
        : `p${String(at < 5 ? 1 : 2 + (Math.floor((at - 5) / 5) % 12)).padStart(2, "0")}`,
  }));

function crowded(): MapAnswer {
  const lines = reporting(crowd);
  const seen = new Set(lines.map(({ from, to }) => `${from} ${to}`));
  while (lines.length < 65) {
    const [from, to] = [any(crowd).id, any(crowd).id].sort() as [string, string];
    if (from === to || seen.has(`${from} ${to}`)) continue;
    seen.add(`${from} ${to}`);
    const kind = any(["influence", "ally", "conflict", "circle"]);
    lines.push(line(kind, from, to, dice(4) ? {} : { certainty: "inferred" }));
  }
  return {
    people: crowd.map(({ id }, at) => ({
      id,
      roles: [...new Set([any(ROLES).id, any(ROLES).id, any(ROLES).id])],
      stance: any(STANCE).id,
      influence: at < 5 ? 5 - (at % 2) : 1 + dice(4),
      circle: at < 8 ? "inner" : at < 20 ? "edge" : at < 34 ? "outer" : "unknown",
      faction: any(["", "", "少壮派", "老厂", "集团派", "技术线"]),
      contact: any(OPTIONS.contact).id,
      certainty: any(["confirmed", "confirmed", "inferred"]),
    })),
    unlisted: [],
    relations: lines,
  };
}

export const map40 = map("crowd", "四十个人的集团", "画得满满当当的一张图。", {
  ...VIEW,
  people: crowd,
});
export const answer40 = canonical(map40.view, crowded());

export const chain = map(
  "chain",
  "这笔采购的决策链",
  "六件事各由谁提出、论证、定标、决定、付款、批准？线从人连到事。",
  {
    ...VIEW,
    dimensions: [],
    relations: kinds(CHAIN),
    rulings: RULINGS,
    unlisted: false,
    matters: ["立项", "技术路线", "评分办法", "预算", "定标", "签批付款"].map((label, at) => ({
      id: `matter-${at + 1}`,
      label,
    })),
  },
);

export const chainAnswer: MapAnswer = {
  people: [],
  unlisted: [],
  relations: [
    line("proposes", "peng-li", "matter-1"),
    line("approves", "luo-qiheng", "matter-1"),
    line("argues", "cen-weidong", "matter-2"),
    line("sets_criteria", "cen-weidong", "matter-3", { ruling: "higher" }),
    line("argues", "liu-wenbo", "matter-3", { certainty: "inferred" }),
    line("pays", "shao-qin", "matter-4"),
    line("decides", "tan-guoliang", "matter-5"),
    line("approves", "luo-qiheng", "matter-6"),
    line("pays", "shao-qin", "matter-6"),
  ],
};
