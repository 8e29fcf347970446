// Messages to the kernel and their acknowledgements; drafts, and where they wait when none comes.
import type { Answer, Model } from "./types";

/** The line under an exercise that says whether what was typed is safe. */
export type SaveLine =
  | { state: "idle" | "saving" | "lost" }
  | { state: "saved"; at: string }
  | { state: "refused"; message: string };

export interface Reply {
  type: string;
  seq: number;
  at?: string;
  message?: string;
  [field: string]: unknown;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The kernel did not answer in time. */
export class LostError extends Error {}
/** The kernel answered that it will not. */
export class RefusedError extends Error {}

const PATIENCE = 3000;
const DEBOUNCE = 600;

export class Connection {
  line: SaveLine = { state: "idle" };
  onLine: (line: SaveLine) => void = () => {};
  private seq = 0;
  private readonly waiting = new Map<number, Waiting>();
  private readonly receive = (reply: Reply) => this.settle(reply);
  private debounce: ReturnType<typeof setTimeout> | undefined;
  /** The latest answer, from its change until the kernel has it. */
  private unsaved: Answer | null = null;
  /** The message that carried `unsaved`; 0 while it has not been sent. */
  private carrier = 0;

  /** `key` names the trainee and the exercise in the page's session storage. */
  constructor(
    private readonly model: Model,
    private readonly key: string,
    private readonly store: Store | undefined = globalThis.sessionStorage,
  ) {
    model.on("msg:custom", this.receive);
  }

  close(): void {
    this.flush();
    this.model.off("msg:custom", this.receive);
  }

  /** The answer that an earlier page could not bring to the kernel. */
  kept(): Answer | null {
    try {
      return JSON.parse(this.store?.getItem(this.key) ?? "null");
    } catch {
      return null;
    }
  }

  /** Notes a changed answer at once and sends it when the trainee pauses. */
  draft(answer: Answer): void {
    this.unsaved = answer;
    this.carrier = 0;
    try {
      this.store?.setItem(this.key, JSON.stringify(answer));
    } catch {
      // A full or forbidden storage: the kernel is then the only copy.
    }
    if (this.line.state !== "lost") this.show({ state: "saving" });
    clearTimeout(this.debounce);
    this.debounce = setTimeout(() => this.flush(), DEBOUNCE);
  }

  /** Sends a waiting draft now. */
  flush(): void {
    clearTimeout(this.debounce);
    if (this.unsaved === null || this.carrier) return;
    this.carry({ type: "draft", answer: this.unsaved }).catch(() => {});
  }

  /** Submits; resolves when the kernel has graded and written it down. */
  submit(answer: Answer, seconds: number, visit: string): Promise<Reply> {
    clearTimeout(this.debounce);
    this.unsaved = answer;
    this.show({ state: "saving" });
    return this.carry({ type: "submit", answer, seconds, visit });
  }

  /** Sends one message; rejects with RefusedError, or LostError when no answer comes in time. */
  ask(message: { type: string; [field: string]: unknown }): Promise<Reply> {
    const seq = ++this.seq;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        // The entry stays: a late answer still turns the line back.
        this.show({ state: "lost" });
        reject(new LostError("连接已断"));
      }, PATIENCE);
      this.waiting.set(seq, { resolve, reject, timer });
      try {
        this.model.send({ ...message, seq });
      } catch {
        // A dead comm may throw; the timer then says so like any silence.
      }
    });
  }

  private carry(message: { type: string; [field: string]: unknown }): Promise<Reply> {
    const sent = this.ask(message);
    this.carrier = this.seq;
    return sent;
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.seq);
    if (!waiting) return;
    this.waiting.delete(reply.seq);
    clearTimeout(waiting.timer);
    if (reply.type === "refused") {
      this.show({ state: "refused", message: reply.message ?? "没有保存。" });
      waiting.reject(new RefusedError(reply.message));
      return;
    }
    if (reply.seq === this.carrier) {
      this.unsaved = null;
      this.carrier = 0;
      this.store?.removeItem(this.key);
      if (reply.at) this.show({ state: "saved", at: reply.at });
    } else if (this.line.state === "lost") {
      // The kernel is back: what it has not seen goes out again.
      this.show(this.unsaved ? { state: "saving" } : { state: "idle" });
      this.carrier = 0;
      this.flush();
    }
    waiting.resolve(reply);
  }

  private show(line: SaveLine): void {
    this.line = line;
    this.onLine(line);
  }
}
