// A model as anywidget gives it, with a kernel behind it that lives in this page.
import type { Answer, Model, Result } from "../src/types";
import { dossier, wire } from "./dossier";

type Traits = Record<string, any>;

export interface Behaviour {
  /** Answers nothing, as a dead kernel. */
  silent?: boolean;
  /** What a submission gets, first time and from then on. */
  results?: Result[];
  /** What another page writes before the first draft or submission of this one arrives. */
  elsewhere?: Answer;
}

export class FakeModel implements Model {
  private readonly handlers = new Map<string, Set<(...values: any[]) => void>>();
  readonly sent: Traits[] = [];
  silent: boolean;
  private stamp = 1;

  constructor(
    private readonly traits: Traits,
    private readonly behaviour: Behaviour = {},
  ) {
    this.silent = behaviour.silent ?? false;
  }

  get(name: string): any {
    return this.traits[name];
  }

  on(event: string, handler: (...values: any[]) => void): void {
    const known = this.handlers.get(event) ?? new Set();
    this.handlers.set(event, known.add(handler));
  }

  off(event: string, handler?: (...values: any[]) => void): void {
    if (handler) this.handlers.get(event)?.delete(handler);
  }

  set(name: string, value: unknown): void {
    this.traits[name] = value;
    this.emit(`change:${name}`);
  }

  emit(event: string, ...values: any[]): void {
    for (const handler of [...(this.handlers.get(event) ?? [])]) handler(...values);
  }

  send(content: any): void {
    this.sent.push(content);
    if (!this.silent) setTimeout(() => this.answer(content), 120);
  }

  private answer(message: any): void {
    const reply = (fields: Traits) =>
      this.emit("msg:custom", { seq: message.seq, at: "10:32", ...fields });
    if (message.type === "draft" || message.type === "submit") {
      const answer = this.behaviour.elsewhere;
      if (answer && message.base !== "other")
        return reply({ type: "conflict", stamp: "other", answer });
      delete this.behaviour.elsewhere;
      this.stamp += 1;
    }
    if (message.type === "submit") this.grade(message.answer);
    if (message.type === "hint") {
      const hints = ["先分清“谁主持会”和“谁签字”。", "授权管理办法第二章、第四章各看一条。"];
      const status = this.traits.status;
      const shown = hints.slice(0, status.hints_shown.length + 1);
      this.set("status", { ...status, hints_shown: shown });
    }
    if (message.type === "reveal") {
      this.set("result", { ...this.traits.result, ...this.behaviour.results?.at(-1) });
    }
    if (message.type === "notice-accepted") {
      this.set("notice", { ...this.traits.notice, seen: true });
    }
    if (message.type === "dossier") return reply({ type: "dossier", dossier });
    if (message.type === "data") return reply({ type: "data", ...wire });
    if (message.type === "search") {
      const excerpt = `……${message.query}：先看签批栏，再看会议纪要里谁的话落了地……`;
      const hit = { title: "谁说了算", where: "第一部分", href: "#p1.decision.why", excerpt };
      return reply({ type: "found", hits: message.query.includes("无") ? [] : [hit] });
    }
    return reply({
      type: message.type === "submit" ? "graded" : "saved",
      stamp: String(this.stamp),
    });
  }

  private grade(answer: Answer): void {
    const status = this.traits.status;
    const attempts = status.attempts + 1;
    const results = this.behaviour.results ?? [];
    const result = { ...results[Math.min(attempts, results.length) - 1], answer };
    const score = (result as Result).score ?? null;
    const best = Math.max(score ?? 0, status.best ?? 0);
    this.set("result", result);
    if ((result as Result).status !== "graded") return;
    const first = status.first ?? score;
    const may_reveal = attempts >= 2;
    this.set("status", { ...status, attempts, first, best, latest: score, may_reveal });
  }
}
