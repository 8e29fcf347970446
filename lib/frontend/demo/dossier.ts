// A small case file with one document of every kind, in the form in which authors write them.
import type { DataFile, Dossier, Paragraph } from "../src/types";

const TEXTS: [Record<string, string>, string][] = [
  [
    {
      kind: "通知",
      title: "关于成立“数字化总装”项目组的通知",
      date: "2026-03-09",
      from: "衡岳重工股份有限公司办公室",
      to: "各部门、各车间",
      stage: "立项",
      number_text: "衡岳办〔2026〕17号",
    },
    `各部门、各车间：

2025年四季度，因主梁焊缝开裂，公司向海岳港机赔付1,860万元。2026年1月15日，海岳港机供应商质量工程师傅强到厂做二方审核，开出一项严重不符合：主梁焊缝查不到焊工、参数和检验人。

## 一、组织

领导小组组长罗嘉树（总经理），副组长谭国梁（常务副总经理，分管生产）、邵琴（财务总监）。

项目组组长柳文博（信息中心主任），成员岑卫东（工艺技术部长）、彭立、姜海、何川、方晓燕、周凯。

特此通知。`,
  ],
  [
    {
      kind: "公告",
      title: "总装MES项目招标预告",
      date: "2026-08-12",
      from: "衡岳重工采购部",
      stage: "方案",
      number_text: "HY-ZB-2026-031",
    },
    `拟就总装制造执行系统公开邀请投标，邀请知格软件、湘云数科、SigmaOps三家。

| 事项 | 时间 |
|---|---|
| 发出招标文件 | 2026年9月28日 |
| 投标截止 | 2026年10月19日 |

联系人：方晓燕。商务条款以招标文件为准。`,
  ],
  [
    {
      kind: "邮件",
      title: "董事长批示与往来邮件",
      date: "2026-09-18",
      from: "董事会办公室",
      stage: "批准",
    },
    `## 2025-12-08 16:20  罗启衡 → 谭国梁

设备部《逆变焊机更新请示》附后。

请国梁阅处。启衡

## 2025-12-10 11:03  罗启衡 → 设备部  抄送 谭国梁、邵琴

同意。照国梁说的办，下周一上会，周五前把合同稿送我。`,
  ],
  [
    {
      kind: "微信",
      title: "现场拜访记录与随后的微信",
      date: "2026-09-14",
      from: "知格软件许航",
      stage: "方案",
    },
    `## 9月14日 周一 现场拜访记录（9:30至11:20）

姜海在大门口等着，握手很用力：“热烈欢迎！早盼着你们来，要人给人，要电给电。”

问起返工，姜海说：“我们车间没有返工问题，工单上0.9%，年年这样。”

## 9月14日 周一 微信

周凯 20:12：哥，今天咱们车间看得咋样

我 20:15：看了一圈，谢谢周科长安排

周凯 20:16：跟你透个底，董事长就看重智能化，另一家报的是九百八

我 20:31：报价的事我们不打听，按招标文件来。`,
  ],
  [
    {
      kind: "制度",
      title: "投资与采购授权管理办法（2025年修订）",
      date: "2025-07-01",
      from: "衡岳重工股份有限公司董事会",
      stage: "立项",
      number_text: "衡岳制〔2025〕6号",
    },
    `## 第二章 决策

2.1 单项500万元以上的投资，由投资决策会审议，董事长签批后生效。

2.3 涉及生产系统的投资，董事长签批前，由分管生产的常务副总经理出具书面意见。

## 第四章 技改项目

4.2 技改类单项500万元以上的，评分细则由工艺技术部会同使用部门编制；项目组组长负责进度与资料。

第三十条 本办法由董事会解释。`,
  ],
  [
    {
      kind: "纪要",
      title: "投资决策会纪要摘编",
      date: "2026-03-06",
      from: "董事会办公室",
      to: "决策会成员；存档",
      stage: "批准",
      attendees: "罗启衡、谭国梁、罗嘉树、邵琴",
    },
    `（一）2023年10月16日。主梁双丝埋弧焊机，860万元，设备部提。谭国梁：可以。罗启衡：同意。

（二）2024年1月22日。海外备件电商平台，980万元，罗嘉树提，讲了二十五分钟。谭国梁没有发言。罗启衡：再论证。此后未再上会。

（三）2026年3月2日。数字化总装，1,200万元，另厂内配套260万元，质量部提。谭国梁：可以。先立项，不等于先买。`,
  ],
  [
    { kind: "表", title: "收益测算口径确认表", date: "2026-09-16", from: "财务部", stage: "资金" },
    `| 项目 | 数值 | 单位 | 确认人 |
|---|---|---|---|
| 年结构件产量 | 52,000 | 吨 | 谭国梁 |
| 每吨返工成本 | 0.38 | 万元/吨 | 岑卫东 |
| 资金成本 | 4.5 | % | **邵琴** |

以上口径9月16日由财务部汇总，各人签认的原件存财务部。`,
  ],
  [
    {
      kind: "网页",
      title: "公开网页存档（峰会议程、信用公示、官网）",
      date: "2026-09-17",
      from: "知格软件商务助理",
      stage: "方案",
    },
    `## 2021华中装备数字化峰会·嘉宾介绍

分论坛二“车间里的交付”，14:30至15:10，主讲：柳文博，湘云数科副总经理。

## 衡岳重工官网·人事与动态

2026年6月12日：总经理罗嘉树脱稿讲了四十分钟：“这是我的一号工程。选谁、怎么上，我来拍板。”`,
  ],
  [
    {
      kind: "草案",
      title: "数字化总装MES评分细则（征求意见稿V0.3）",
      date: "2026-09-17",
      from: "工艺技术部",
      to: "三家受邀单位（征求意见）",
      stage: "评分",
    },
    `作者：岑卫东。最后保存：岑卫东，2026-09-17 17:32。总编辑时间：19小时。

| 项目 | 分值 | 打分 |
|---|---|---|
| 焊缝追溯与工艺匹配 | 35 | 工艺技术部 |
| 现场使用与适应 | 20 | 总装车间、精益办 |
| 商务 | 20 | 采购部按公式计算 |

三家用同一批焊缝、同一张题，各给两个班次。`,
  ],
  [
    {
      kind: "记录",
      title: "一班“一缝一卡”试行记录",
      date: "2026-08-07",
      from: "精益办何川",
      stage: "需求",
    },
    `第一周扫码186道，漏扫41道。孟师傅说手套不摘扫不了。

第六周漏扫降到3道。14名班组记录员每天少写两小时。`,
  ],
];

function paragraphs(id: string, text: string): Paragraph[] {
  let number = 0;
  return text.split("\n\n").map((block) => {
    if (block.startsWith("## ")) return { heading: true, text: block.slice(3) };
    number += 1;
    return { id: `${id}#${number}`, text: block };
  });
}

const people = `luo-qiheng 罗启衡 董事长 董事会 -
luo-jiashu 罗嘉树 总经理 总经理办公室 luo-qiheng
tan-guoliang 谭国梁 常务副总经理（分管生产） 生产系统 luo-qiheng
liu-wenbo 柳文博 信息中心主任、项目组组长 信息中心 luo-jiashu
cen-weidong 岑卫东 工艺技术部长 工艺技术部 tan-guoliang
shao-qin 邵琴 财务总监 财务部 luo-qiheng
peng-li 彭立 质量总监 质量部 luo-qiheng
jiang-hai 姜海 总装车间主任 总装车间 tan-guoliang
fang-xiaoyan 方晓燕 采购经理 采购部 shao-qin
he-chuan 何川 精益主管 精益办 tan-guoliang
zhou-kai 周凯 信息科长 信息中心 liu-wenbo
tang-min 唐敏 投资科联系人 衡川市工业和信息化局 -
fu-qiang 傅强 供应商质量工程师 海岳港机 -`;

export const dossier: Dossier = {
  case: "hengyue-mes",
  title: "衡岳重工 · MES 选型",
  short: "衡岳",
  situation: `2026年9月21日，周一。许航调去西南区，衡岳重工的 MES 项目交到你手里。

他已经写好一张降8个点的申请，等你签字。降价申请先压着。先弄清楚：这件事到底要经过谁。`,
  product: { company: "知格软件", name: "序工 MES", summary: "面向离散制造的制造执行系统。" },
  competitors: [
    { name: "SigmaOps", summary: "国际厂商，价格高，实施由国内代理承担。" },
    { name: "湘云数科", summary: "衡川本地集成商，目录价低，驻厂人手多。" },
  ],
  timeline: [
    { stage: "立项", from: "2026-03-02", note: "投资决策会同意立项，3月9日发文成立项目组。" },
    { stage: "方案", from: "2026-08-10", note: "招标预告、技术交流、汇报会、进厂看现场。" },
    { stage: "批准", from: "2026-10-28", note: "提交投资决策会。" },
  ],
  people: people.split("\n").map((line) => {
    const [id = "", name = "", post = "", department = "", boss] = line.split(" ");
    return { id, name, post, department, reports_to: boss === "-" ? null : (boss ?? null) };
  }),
  documents: TEXTS.map(([front, text], index) => {
    const number = String(index + 1).padStart(2, "0");
    return {
      id: `doc${number}`,
      number,
      title: front.title ?? "",
      kind: front.kind ?? "",
      date: front.date ?? "",
      from: front.from,
      to: front.to,
      stage: front.stage ?? "",
      number_text: front.number_text,
      attendees: front.attendees?.split("、"),
      paragraphs: paragraphs(`doc${number}`, text),
    };
  }),
  data: [{ file: "wire.csv", columns: ["月份", "班组", "结构件吨位", "焊丝实领(kg)"] }],
};

const shifts = ["一班", "二班", "三班"];

export const wire: DataFile = {
  columns: ["月份", "班组", "结构件吨位", "焊丝定额(kg/t)", "焊丝实领(kg)"],
  rows: Array.from({ length: 36 }, (_, index) => [
    `2025-${String(1 + Math.floor(index / 3)).padStart(2, "0")}`,
    shifts[index % 3] ?? "",
    (1223.5 + 17.3 * index).toFixed(1),
    "21.000",
    String(27441 + 392 * index),
  ]),
};
