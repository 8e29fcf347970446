import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { FakeModel } from "../demo/model";
import { Connection, LostError, RefusedError } from "../src/connection";

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
  assert.deepEqual(model.sent, [{ type: "draft", seq: 1, answer: { chosen: ["a"] } }]);
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
  assert.deepEqual(model.sent.at(-1), { type: "draft", seq: 3, answer: { chosen: ["a"] } });
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
    { type: "submit", seq: 1, answer: { chosen: ["a"] }, seconds: 12, visit: "visit" },
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
