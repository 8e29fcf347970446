import assert from "node:assert/strict";
import { test } from "node:test";
import { dossier, wire } from "../demo/dossier";
import {
  citationLabel,
  documentOf,
  firstWords,
  searchDocuments,
  toggleCitation,
} from "../src/citations";
import { columnSums, csvText } from "../src/datafile";
import { Line, Prose, safeHref } from "../src/markdown";
import { reportingOrder } from "../src/people";

const html = (node: any): string => node.type(node.props).props.dangerouslySetInnerHTML.__html;
const block = (text: string) => html(<Prose text={text} />);
const inline = (text: string) => html(<Line text={text} />);

test("paragraph ids read as 文05·7", () => {
  assert.equal(citationLabel("doc05#7"), "文05·7");
  assert.equal(citationLabel("doc05"), "文05");
  assert.equal(documentOf("doc05#7"), "doc05");
});

test("a citation goes in and out; a full slot gives up its oldest", () => {
  assert.deepEqual(toggleCitation(["doc01#1"], "doc02#2"), ["doc01#1", "doc02#2"]);
  assert.deepEqual(toggleCitation(["doc01#1", "doc02#2"], "doc01#1"), ["doc02#2"]);
  assert.deepEqual(toggleCitation(["doc01#1"], "doc02#2", 1), ["doc02#2"]);
});

test("first words carry no markup and nothing is said of what is unknown", () => {
  assert.match(firstWords(dossier, "doc07#1"), /^项目 数值 单位 确认人 年结构件产量/);
  assert.equal(firstWords(dossier, "doc99#1"), "");
  assert.equal(firstWords(undefined, "doc01#1"), "");
});

test("the search finds paragraphs in reading order, without case", () => {
  const hits = searchDocuments(dossier, "sigmaops");
  assert.deepEqual(
    hits.map((hit) => hit.paragraph.id),
    ["doc02#1"],
  );
  assert.equal(hits[0]?.match, "SigmaOps");
  assert.deepEqual(searchDocuments(dossier, "  "), []);
});

test("people stand under whom they report to, and nobody is lost", () => {
  const placed = reportingOrder(dossier.people);
  assert.equal(placed.length, dossier.people.length);
  const zhou = placed.findIndex(({ id }) => id === "zhou-kai");
  assert.equal(placed[zhou - 1]?.id, "liu-wenbo");
  assert.equal(placed[zhou]?.depth, 3);
  const loop = [
    { id: "a", name: "甲", post: "", department: "", reports_to: "b" },
    { id: "b", name: "乙", post: "", department: "", reports_to: "a" },
  ];
  assert.equal(reportingOrder(loop).length, 2);
});

test("numeric columns are summed, months and words are not", () => {
  const [month, shift, tons] = columnSums(wire, wire.rows.slice(0, 2));
  assert.equal(month, null);
  assert.equal(shift, null);
  assert.equal(tons, 2464.3);
});

test("rates are not added up, nor rows that each have a unit of their own", () => {
  const rows = [
    [1, 2],
    [3, 4],
  ];
  assert.deepEqual(columnSums({ columns: ["吨位", "定额(kg/t)"], rows }, rows), [4, null]);
  assert.deepEqual(columnSums({ columns: ["数值", "单位"], rows }, rows), [null, null]);
});

test("a CSV has a byte order mark and quotes what needs it", () => {
  const text = csvText({
    columns: ["名称", "数"],
    rows: [
      ["甲,乙", 1],
      ['"丙"', 2],
    ],
  });
  assert.equal(text, '\uFEFF名称,数\r\n"甲,乙",1\r\n"""丙""",2\r\n');
});

test("raw HTML in author's text is shown, not run", () => {
  assert.doesNotMatch(block("<img src=x onerror=alert(1)>"), /<img/);
  assert.doesNotMatch(inline("a <script>alert(1)</script>"), /<script/);
  assert.doesNotMatch(block("[点](javascript:alert(1))"), /href/);
  assert.doesNotMatch(block("![图](https://example.org/x.png)"), /<img/);
  assert.equal(safeHref("part2_power_map.ipynb#p2"), "part2_power_map.ipynb#p2");
  assert.equal(safeHref("java\tscript:alert(1)"), "");
});

test("bold closes after Chinese punctuation, and 3~5 天 is no deletion", () => {
  assert.match(inline("**先看签批。**再看会议"), /<strong>先看签批。<\/strong>再看会议/);
  assert.doesNotMatch(inline("要 3~5 天，8~10 人"), /<del>/);
});
