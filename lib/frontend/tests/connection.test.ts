import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { FakeModel } from "../demo/model";
import { ConflictError, Connection, LostError, RefusedError } from "../src/connection";

class MemoryStore {
  items = new Map<string, string>();
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
}

const KEY = "kabook:demo:hengyue-mes.roles";
let model: FakeModel;
let store: MemoryStore;
let connection: Connection;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  model = new FakeModel({}, { silent: true });
  store = new MemoryStore();
  connection = new Connection(model, KEY, store);
});

function answer(seq: number, fields: object = { type: "saved", at: "10:32" }): void {
  model.emit("msg:custom", { seq, ...fields });
}

test("a draft is kept at once, sent after a pause, forgotten when acknowledged", () => {
  connection.draft({ chosen: ["a"] });
  assert.deepEqual(connection.kept(), { chosen: ["a"] });
  assert.equal(connection.line.state, "saving");
  mock.timers.tick(599);
  assert.equal(model.sent.length, 0);
  mock.timers.tick(1);
  assert.deepEqual(model.sent, [{ type: "draft", seq: 1, base: "", answer: { chosen: ["a"] } }]);
  answer(1);
  assert.deepEqual(connection.line, { state: "saved", at: "10:32" });
  assert.equal(connection.kept(), null);
});

test("typing on sends once, with the last state", () => {
  connection.draft({ chosen: ["a"] });
  mock.timers.tick(400);
  connection.draft({ chosen: ["a", "b"] });
  mock.timers.tick(600);
  assert.equal(model.sent.length, 1);
  assert.deepEqual(model.sent[0]?.answer, { chosen: ["a", "b"] });
});

test("an acknowledgement of an older draft does not say that the newer one is saved", () => {
  connection.draft({ chosen: ["a"] });
  connection.flush();
  connection.draft({ chosen: ["b"] });
  answer(1);
  assert.equal(connection.line.state, "saving");
  assert.deepEqual(connection.kept(), { chosen: ["b"] });
});

test("silence for three seconds turns the line and keeps the answer", () => {
  connection.draft({ chosen: ["a"] });
  connection.flush();
  mock.timers.tick(2999);
  assert.equal(connection.line.state, "saving");
  mock.timers.tick(1);
  assert.equal(connection.line.state, "lost");
  assert.deepEqual(new Connection(model, KEY, store).kept(), { chosen: ["a"] });
});

test("a late acknowledgement turns the line back", () => {
  connection.draft({ chosen: ["a"] });
  connection.flush();
  mock.timers.tick(3000);
  answer(1);
  assert.equal(connection.line.state, "saved");
  assert.equal(connection.kept(), null);
});

test("when the kernel answers anything again, what it has not seen goes out again", () => {
  connection.draft({ chosen: ["a"] });
  connection.flush();
  mock.timers.tick(3000);
  void connection.ask({ type: "hint" }).catch(() => {});
  answer(2);
  assert.deepEqual(model.sent.at(-1), {
    type: "draft",
    seq: 3,
    base: "",
    answer: { chosen: ["a"] },
  });
});

test("typing after a loss does not claim to be saving", () => {
  connection.draft({ chosen: ["a"] });
  connection.flush();
  mock.timers.tick(3000);
  connection.draft({ chosen: ["b"] });
  assert.equal(connection.line.state, "lost");
});

test("requests reject with what happened", async () => {
  const lost = assert.rejects(connection.ask({ type: "hint" }), LostError);
  mock.timers.tick(3000);
  await lost;
  const refused = assert.rejects(connection.ask({ type: "reveal" }), RefusedError);
  answer(2, { type: "refused", message: "先交三次。" });
  await refused;
  assert.deepEqual(connection.line, { state: "refused", message: "先交三次。" });
});

test("a submission carries the answer: nothing is left to be sent", async () => {
  connection.draft({ chosen: ["a"] });
  const graded = connection.submit({ chosen: ["a"] }, 12, "visit");
  assert.deepEqual(model.sent, [
    { type: "submit", seq: 1, base: "", answer: { chosen: ["a"] }, seconds: 12, visit: "visit" },
  ]);
  answer(1, { type: "graded", at: "10:33" });
  assert.equal((await graded).type, "graded");
  mock.timers.tick(5000);
  assert.equal(model.sent.length, 1);
  assert.equal(connection.kept(), null);
});

test("a refused draft stays with the page", () => {
  connection.draft({ chosen: ["a"] });
  connection.flush();
  answer(1, { type: "refused", message: "太长了。" });
  assert.deepEqual(connection.kept(), { chosen: ["a"] });
});

test("a storage that is full or forbidden does not stop the draft", () => {
  store.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  connection.draft({ chosen: ["a"] });
  connection.flush();
  assert.equal(model.sent.length, 1);
});

test("what is in the storage but is not JSON counts as nothing", () => {
  store.items.set(KEY, "{");
  assert.equal(connection.kept(), null);
});

test("closing sends a waiting draft and stops listening", () => {
  connection.draft({ chosen: ["a"] });
  connection.close();
  assert.equal(model.sent.length, 1);
  answer(1);
  assert.equal(connection.line.state, "saving");
});

const MINE = { chosen: ["mine"] };
const THEIRS = { chosen: ["theirs"] };
const sent = () => model.sent.at(-1) ?? {};
const clash = (seq: number, stamp = "s2", other: object = THEIRS) =>
  answer(seq, { type: "conflict", at: "10:32", stamp, answer: other });
const saved = (seq: number, stamp: string) => answer(seq, { type: "saved", at: "10:32", stamp });
/** Lets promises that settled run on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function write(answer: object): void {
  connection.draft(answer);
  connection.flush();
}

test("a draft names the stamp it was made from, and a reply brings the next", () => {
  model = new FakeModel({ draft: { stamp: "s1" } }, { silent: true });
  connection = new Connection(model, KEY, store);
  write(MINE);
  assert.equal(sent().base, "s1");
  saved(1, "s2");
  write(THEIRS);
  assert.equal(sent().base, "s2");
});

test("the stamp beside a hint is not what this page has seen", async () => {
  const hint = connection.ask({ type: "hint" });
  saved(1, "elsewhere");
  await hint;
  write(MINE);
  assert.equal(sent().base, "");
});

test("what is typed while a draft is on its way waits for its stamp", () => {
  write({ chosen: ["a"] });
  write(MINE);
  assert.equal(model.sent.length, 1);
  saved(1, "s1");
  assert.deepEqual(sent(), { type: "draft", seq: 2, base: "s1", answer: MINE });
});

test("a submission waits for the draft on its way", async () => {
  write(MINE);
  const graded = connection.submit(MINE, 12, "visit");
  assert.equal(model.sent.length, 1);
  saved(1, "s1");
  await settled();
  assert.equal(sent().type, "submit");
  assert.equal(sent().base, "s1");
  answer(2, { type: "graded", at: "10:33", stamp: "s2" });
  await graded;
  assert.equal(connection.kept(), null);
});

test("in a conflict nothing is sent and nothing is lost", () => {
  write(MINE);
  clash(1);
  assert.deepEqual(connection.line, { state: "conflict", at: "10:32" });
  write({ chosen: ["mine", "more"] });
  mock.timers.tick(5000);
  connection.leave();
  assert.equal(model.sent.length, 1);
  assert.equal(connection.line.state, "conflict");
  assert.deepEqual(connection.kept(), { chosen: ["mine", "more"] });
});

test("a conflict stays on the line when something else is lost or refused", async () => {
  write(MINE);
  clash(1);
  const hint = assert.rejects(connection.ask({ type: "hint" }), LostError);
  mock.timers.tick(3000);
  await hint;
  assert.equal(connection.line.state, "conflict");
});

test("换成那一份: the other answer and its stamp, and what was typed here is let go", () => {
  write(MINE);
  clash(1);
  assert.deepEqual(connection.takeTheirs(), THEIRS);
  assert.deepEqual(connection.line, { state: "saved", at: "10:32" });
  assert.equal(connection.kept(), null);
  assert.equal(model.sent.length, 1);
  write(MINE);
  assert.equal(sent().base, "s2");
});

test("留下这一份: the last state here, with the stamp that the conflict named", () => {
  write(MINE);
  clash(1);
  write({ chosen: ["mine", "more"] });
  connection.keepMine();
  assert.deepEqual(sent(), {
    type: "draft",
    seq: 2,
    base: "s2",
    answer: { chosen: ["mine", "more"] },
  });
  saved(2, "s3");
  assert.equal(connection.line.state, "saved");
  assert.equal(connection.kept(), null);
});

test("the other page may change it again meanwhile", () => {
  write(MINE);
  clash(1);
  connection.keepMine();
  clash(2, "s3", { chosen: ["again"] });
  assert.equal(connection.line.state, "conflict");
  assert.deepEqual(connection.takeTheirs(), { chosen: ["again"] });
});

test("submitting waits for the choice, and may itself find the conflict", async () => {
  const graded = assert.rejects(connection.submit(MINE, 12, "visit"), ConflictError);
  clash(1);
  await graded;
  await assert.rejects(connection.submit(MINE, 12, "visit"), ConflictError);
  assert.equal(model.sent.length, 1);
  assert.deepEqual(connection.kept(), MINE);
  connection.keepMine();
  assert.equal(sent().type, "draft");
  saved(2, "s3");
  void connection.submit(MINE, 12, "visit");
  await settled();
  assert.deepEqual([sent().type, sent().base], ["submit", "s3"]);
});

test("a conflict found by the draft on its way holds the submission back", async () => {
  write(MINE);
  const graded = assert.rejects(connection.submit(MINE, 12, "visit"), ConflictError);
  clash(1);
  await graded;
  assert.equal(model.sent.length, 1);
});

test("after a reload what was kept goes out with the base it had", () => {
  model = new FakeModel({ draft: { stamp: "s1" } }, { silent: true });
  connection = new Connection(model, KEY, store);
  write(MINE);
  model = new FakeModel({ draft: { stamp: "s9" } }, { silent: true });
  connection = new Connection(model, KEY, store);
  const kept = connection.kept();
  assert.deepEqual(kept, MINE);
  write(kept!);
  assert.equal(sent().base, "s1");
  clash(1, "s9");
  assert.equal(connection.line.state, "conflict");
});

test("an answer of this page whose acknowledgement was lost is no conflict", async () => {
  write({ chosen: ["a"] });
  mock.timers.tick(3000);
  model = new FakeModel({}, { silent: true });
  connection = new Connection(model, KEY, store);
  write(MINE);
  clash(1, "s2", { chosen: ["a"] });
  await settled();
  assert.deepEqual(sent(), { type: "draft", seq: 2, base: "s2", answer: MINE });
  saved(2, "s3");
  assert.equal(connection.line.state, "saved");
});

test("a submission too is sent again under the stamp of this page's own draft", async () => {
  write(MINE);
  mock.timers.tick(3000);
  const graded = connection.submit(MINE, 12, "visit");
  await settled();
  clash(2, "s2", MINE);
  await settled();
  assert.deepEqual([sent().type, sent().base], ["submit", "s2"]);
  answer(3, { type: "graded", at: "10:33", stamp: "s3" });
  assert.equal((await graded).type, "graded");
});
