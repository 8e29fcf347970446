// One exercise of each kind, with a result at each level, as the kernel would send them.
import type { Check, Exercise, Result } from "../src/types";

export const ROLES = [
  ["decide", "决策的人"],
  ["pay", "付钱的人"],
  ["buy", "采购的人"],
  ["use", "使用的人"],
  ["benefit", "受益的人"],
  ["set_criteria", "定标的人"],
  ["promote", "促进的人"],
  ["trigger", "刺激的人"],
  ["block", "破坏的人"],
  ["gatekeeper", "守门人"],
  ["none", "九角色之外"],
].map(([id = "", label = ""]) => ({ id, label }));

export const STANCE = [
  { id: -2, label: "−2 暗中或公开阻挠" },
  { id: -1, label: "−1 抬高门槛" },
  { id: 0, label: "0 一视同仁" },
  { id: 1, label: "+1 给信息或条件" },
  { id: 2, label: "+2 公开出力" },
  { id: "unknown", label: "证据不足" },
];

const PEOPLE = [
  ["luo-qiheng", "罗启衡 董事长"],
  ["luo-jiashu", "罗嘉树 总经理"],
  ["tan-guoliang", "谭国梁 常务副总经理（分管生产）"],
  ["liu-wenbo", "柳文博 信息中心主任、项目组组长"],
  ["cen-weidong", "岑卫东 工艺技术部长"],
  ["shao-qin", "邵琴 财务总监"],
  ["peng-li", "彭立 质量总监"],
  ["jiang-hai", "姜海 总装车间主任"],
  ["fang-xiaoyan", "方晓燕 采购经理"],
  ["he-chuan", "何川 精益主管"],
  ["zhou-kai", "周凯 信息科长"],
  ["tang-min", "唐敏 市工信局投资科联系人"],
  ["fu-qiang", "傅强 海岳港机供应商质量工程师"],
].map(([id = "", label = ""]) => ({ id, label }));

function exercise(id: string, kind: string, title: string, rest: Partial<Exercise>): Exercise {
  return {
    id: `hengyue-mes.${id}`,
    kind,
    title,
    prompt: "",
    hints: 2,
    documents: [],
    data: [],
    case: "hengyue-mes",
    case_title: "衡岳重工 · MES 选型",
    part: "p1",
    view: {},
    blank: {},
    ...rest,
  };
}

export const one = exercise("who-to-ask", "choice", "先去找谁", {
  prompt: "降8个点的申请摆在你桌上。今天只能打一个电话，**打给谁**？引用让你这样选的段落。",
  documents: ["doc01", "doc05", "doc06"],
  view: {
    choose: "one",
    options: [
      { id: "c", text: "罗嘉树。他在誓师会上说过由他拍板，先把他的支持坐实。" },
      { id: "a", text: "谭国梁。问他二班为什么不在试行里，书面意见什么时候出。" },
      { id: "d", text: "柳文博。他是项目组组长，资料进出都要他签字。" },
      { id: "b", text: "周凯。他愿意说内情，先摸清另一家的报价。" },
    ],
    asks_evidence: true,
  },
  blank: { chosen: [], evidence: [] },
});

export const several = exercise("hard-records", "choice", "哪些算硬记录", {
  prompt: "下面哪些材料可以单独证明“谁签字才算数”？选出全部。",
  view: {
    choose: "several",
    options: [
      { id: "a", text: "授权管理办法2.1：单项500万元以上由董事长签批后生效" },
      { id: "b", text: "誓师会上总经理的讲话" },
      { id: "c", text: "决策会九次纪要里的结论栏" },
      { id: "d", text: "信息科长在微信里的转述" },
      { id: "e", text: "项目组通知里的组长任命" },
    ],
    asks_evidence: false,
  },
  blank: { chosen: [] },
});

export const table = exercise("roles", "table", "十三个人，九种角色", {
  prompt: `读完材料，给每个人判定角色（可以不止一个）和对我方的立场，并引用让你这样判的段落。

名片写的是编制。看签批、看谁的话落了地。`,
  documents: ["doc01", "doc04", "doc05", "doc06", "doc08"],
  view: {
    columns: [
      { id: "roles", label: "角色", type: "set", options: ROLES },
      { id: "stance", label: "对我方立场", type: "ordinal", options: STANCE },
      { id: "evidence", label: "证据", type: "evidence" },
    ],
    rows: PEOPLE.map((person, index) => (index > 10 ? { ...person, skip: ["stance"] } : person)),
  },
  blank: { rows: {} },
});

const COLOURS = [
  { id: "green", label: "可以做" },
  { id: "amber", label: "要先问合规" },
  { id: "red", label: "不能做" },
];

export const pairs = exercise("contradictions", "table", "转述和原话对不上的地方", {
  prompt: "材料里有三处下属的转述和决策层的原话对不上。找出来，并说信哪一段。",
  documents: ["doc03", "doc04", "doc06"],
  view: {
    columns: [
      { id: "colour", label: "判定", type: "label", options: COLOURS },
      { id: "amount", label: "金额", type: "number", unit: "万元" },
      { id: "why", label: "理由属于", type: "label", options: ROLES.slice(0, 6) },
    ],
    rows: [
      { id: "dinner", label: "请项目组吃一顿工作餐，走公司报销" },
      { id: "party", label: "给班组搞点活动，现金交给车间主任" },
      { id: "visit", label: "邀请三家客户代表一起看样板车间", skip: ["amount"] },
    ],
    added: {
      label: "对不上的地方",
      rulings: [
        { id: "newer", label: "以更新的为准" },
        { id: "higher", label: "以效力更高的为准" },
        { id: "official", label: "以正式记录为准" },
      ],
      limit: 12,
    },
  },
  blank: { rows: {}, added: [] },
});

export const belief = exercise("belief", "table", "读到评分稿以前和以后", {
  prompt: "先凭前几份材料判断，再读评分稿，改不改、改多少，由你。",
  documents: ["doc01", "doc09"],
  view: {
    columns: [
      { id: "before", label: "读以前", type: "ordinal", options: STANCE, stage: 1 },
      { id: "after", label: "读以后", type: "ordinal", options: STANCE, stage: 2 },
    ],
    rows: PEOPLE.slice(3, 6),
    reveal: "doc09",
  },
  blank: { rows: {} },
});

export const ranking = exercise("evidence-order", "ranking", "证据的分量", {
  prompt: "要证明“评分细则由谁定”，把五份材料按分量从重到轻排好。",
  view: {
    items: [
      { id: "c", text: "周凯的微信：“评分就是我们主任一句话”" },
      { id: "a", text: "授权管理办法4.2条" },
      { id: "e", text: "许航的交接口信" },
      { id: "b", text: "评分稿的文档属性：作者岑卫东，编辑19小时" },
      { id: "d", text: "项目组通知：选型评审由项目组组长牵头组织" },
    ],
  },
  blank: { order: [] },
});

export const calculation = exercise("payback", "calculation", "这笔账怎么算给邵琴看", {
  prompt: "按财务部确认的口径算年净收益和回收期。原来就会发生的改善先扣掉。",
  documents: ["doc07"],
  data: ["wire.csv"],
  view: {
    steps: [
      { id: "rework", label: "返工损失的减少额（扣掉新焊机那部分）", unit: "万元" },
      { id: "stock", label: "在制品占用资金的利息", unit: "万元" },
      { id: "net", label: "年净收益", unit: "万元" },
      { id: "payback", label: "静态回收期", unit: "年" },
    ],
    interval: { label: "返工率基线的区间", unit: "%" },
    rate: {
      label: "历次技改项目的按期率",
      options: [
        { id: "open", label: "未到期" },
        { id: "stopped", label: "中途停掉" },
      ],
    },
  },
  blank: { values: {} },
});

export const cards = exercise("price-reply", "cards", "比湘云贵四成", {
  prompt: "方晓燕在电话里说：“你们比湘云贵四成，董事会问起来我没法交代。”挑三句，按次序说。",
  view: {
    pick: 3,
    cards: [
      { id: "k1", text: "您要向会上交代，我理解。交代的是总价，还是五年里总共花多少？" },
      { id: "k2", text: "湘云那套东西跑不起来，买了也是白买。" },
      { id: "k3", text: "两份报价的范围不一样，我列一张对照表，周四给您。" },
      { id: "k4", text: "这样，我现在就给您降8个点。" },
      { id: "k5", text: "财务部口径表里的年净收益，我们按它重算一遍，邵总能核。" },
      { id: "k6", text: "我们的方案世界领先，一定让您满意。" },
      { id: "k7", text: "湘云报多少，您私下告诉我，我们好对。" },
      { id: "k8", text: "对照表您看过，有对不上的地方，请约岑部长一起过。" },
    ],
  },
  blank: { chosen: [] },
});

const list = (...pairs: [string, string][]) => pairs.map(([id, label]) => ({ id, label }));

export const plan = exercise("four-weeks", "plan", "四个星期见谁", {
  prompt: "国庆前后四个星期，排4到8步。每一步都要让对方得到一样东西，并约好下一步。",
  documents: ["doc05", "doc06"],
  view: {
    from: "2026-09-21",
    to: "2026-10-16",
    least: 4,
    most: 8,
    people: PEOPLE.slice(0, 8),
    reasons: list(
      ["wire", "对一遍焊丝消耗的口径，只谈这张表"],
      ["second", "问二班为什么不在试行里"],
      ["rules", "请教评分细则里可追溯性怎么写"],
      ["dinner", "约着吃顿饭，联络感情"],
    ),
    gains: list(
      ["table", "一张能自己核的对照表"],
      ["site", "看一次同行的总装现场"],
      ["none", "没有"],
    ),
    nexts: list(
      ["opinion", "定下书面意见哪天出"],
      ["visit", "定下谁去看现场、哪天去"],
      ["open", "“有消息再联系”"],
    ),
    labels: { reason: "见面理由", gain: "对方得到什么", next: "约定的下一步" },
    closed: ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05"],
  },
  blank: { actions: [] },
});

export const planAnswer = {
  actions: [
    {
      date: "2026-09-23",
      person: "tan-guoliang",
      reason: "second",
      gain: "table",
      next: "opinion",
    },
    { date: "2026-09-29", person: "shao-qin", reason: "wire", gain: "table", next: "open" },
    { date: "2026-10-02", person: "liu-wenbo", reason: "dinner" },
  ],
};

export function check(
  id: string,
  label: string,
  verdict: string,
  rest: Partial<Check> = {},
): Check {
  const points = rest.points ?? 4;
  const earned = rest.earned ?? (verdict === "right" ? points : 0);
  return {
    id,
    label,
    verdict,
    points,
    earned,
    reason: "",
    where: [],
    misconception: null,
    ...rest,
  };
}

export function result(rest: Partial<Result>): Result {
  return {
    level: "first",
    status: "graded",
    score: 0,
    passed: 0,
    checked: 0,
    cap: null,
    message: null,
    checks: [],
    insights: [],
    ...rest,
  };
}

export const tableAnswer = {
  rows: {
    "luo-qiheng": { roles: ["decide"], stance: 0, evidence: ["doc05#1"] },
    "luo-jiashu": { roles: ["decide", "promote"], stance: 2 },
    "tan-guoliang": { roles: ["decide"], stance: "unknown", evidence: ["doc05#2", "doc06#3"] },
    "liu-wenbo": { roles: ["set_criteria", "gatekeeper", "promote"], stance: -2 },
    "shao-qin": { roles: ["pay"], stance: 0, evidence: ["doc07#1"] },
  },
};

const title = {
  code: "E-TITLE",
  name: "按头衔推断",
  lesson: "名片写的是编制，不是权力。去看授权表、签批栏和近几次同类项目里谁的话落了地。",
};

export const tableResult = result({
  score: 0.4473,
  passed: 6,
  checked: 13,
  insights: [`同一种读法出现了 2 次：${title.name}。${title.lesson}`],
  checks: [
    check("luo-qiheng.roles", "罗启衡 董事长 · 角色", "right"),
    check("luo-qiheng.stance", "罗启衡 董事长 · 对我方立场", "right", { points: 2 }),
    check("luo-jiashu.roles", "罗嘉树 总经理 · 角色", "refuted", {
      reason:
        "你判他拍板，靠的是誓师会上的话。近三年他提的几项上了会以后怎么样了？把纪要里他提的项目逐条数一遍。",
      where: ["doc06"],
      misconception: title,
    }),
    check("luo-jiashu.stance", "罗嘉树 总经理 · 对我方立场", "partial", {
      points: 2,
      earned: 0.8,
      reason: "他替项目出力，不等于替我方出力。分开看这两件事。",
    }),
    check("tan-guoliang.roles", "谭国梁 常务副总经理（分管生产） · 角色", "unsupported", {
      earned: 4,
      where: ["doc05"],
    }),
    check("liu-wenbo.roles", "柳文博 信息中心主任、项目组组长 · 角色", "wrong", {
      reason: "组长管进度和资料。评分细则归谁编，制度里写着条号。",
      where: ["doc05", "doc09"],
      misconception: title,
    }),
    check("cen-weidong.roles", "岑卫东 工艺技术部长 · 角色", "missing", { where: ["doc09"] }),
    check("shao-qin.roles", "邵琴 财务总监 · 角色", "right"),
    check("stance.start", "“对我方立场”全填同一个值也能得 36%，从这里起算", "partial", {
      points: 0,
      earned: -2.43,
    }),
  ],
});

export const planResult = result({
  score: 0.4,
  passed: 2,
  checked: 4,
  cap: {
    rule: "c3",
    limit: 0.4,
    reason: "硬条件没有守住：不在休息日约人",
    quote: "2026-10-02 柳文博 信息中心主任、项目组组长：约着吃顿饭，联络感情",
  },
  checks: [
    check("c1", "先见分管副总，再见财务", "right"),
    check("c2", "每一步都约好了下一步", "partial", {
      earned: 2,
      reason: "“有消息再联系”不是下一步：没有日子，也没有人。",
      where: ["doc06"],
    }),
    check("c3", "不在休息日约人", "wrong", { reason: "10月1日到5日各部门都不上班。" }),
    check("c4", "签批前见到谭国梁", "right"),
  ],
});

/** A map of thirteen people, each asked four things: more fallen lines than one reads through. */
export const mapResult = result({
  score: 0.31,
  passed: 20,
  checked: 57,
  causes: [
    { text: "图上没有岑卫东，连带 4 项", lost: 9.5, where: ["doc05", "doc06"] },
    { text: "没画出来的线 2 条", lost: 4, where: [] },
  ],
  insights: ["晴天指数 +0.6：你把 13 个人的立场平均看高了半档。"],
  checks: [
    ...PEOPLE.flatMap(({ id, label }, index) =>
      ["上图", "角色", "立场", "影响力"].map((asked, column) => {
        const name = label.split(" ")[0];
        const verdict = (index + column) % 3 ? "wrong" : "right";
        const reason = verdict === "wrong" ? "会上说的和纪要里落地的不是一回事。" : "";
        const where = reason ? ["doc06"] : [];
        return check(`${id}.${column}`, `${name} · ${asked}`, verdict, { reason, where });
      }),
    ),
    check("missing.1", "还缺一条影响线", "missing", { where: ["doc06"] }),
    check("missing.2", "还缺一条冲突线", "missing"),
    check("influence:tan-guoliang:cen-weidong", "谭国梁 → 岑卫东 · 影响", "right"),
    check("influence:luo-jiashu:shao-qin", "罗嘉树 → 邵琴 · 影响", "refuted", {
      reason: "邵琴三次否了他提的预算。",
    }),
    check("stance.start", "“立场”全填同一个值也能得 31%，从这里起算", "partial", {
      points: 0,
      earned: -1.8,
    }),
  ],
});
