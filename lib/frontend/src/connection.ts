// Messages to the kernel and their acknowledgements; drafts, and where they wait when none comes.
import { sameAnswer } from "./answers";
import type { Answer, Message, Model } from "./types";

/** The line under an exercise that says whether what was typed is safe. */
export type SaveLine =
  | { state: "idle" | "saving" | "lost" }
  | { state: "saved" | "conflict"; at: string }
  | { state: "refused"; message: string };

export interface Reply {
  type: string;
  seq: number;
  at?: string;
  message?: string;
  /** Names the draft that the kernel has now. */
  stamp?: string;
  answer?: Answer;
  [field: string]: unknown;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

/** What the page's session storage holds of an answer on its way. */
interface Kept {
  answer: Answer;
  base: string;
  sent: Sent[];
}

/** An answer sent and not acknowledged; `seq` 0 when an earlier page sent it. */
interface Sent {
  seq: number;
  answer: Answer;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The kernel did not answer in time. */
export class LostError extends Error {}
/** The kernel answered that it will not. */
export class RefusedError extends Error {}
/** Another page of the same trainee has changed the answer: the trainee has to choose. */
export class ConflictError extends Error {}

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
  /** The message with an answer that is on its way: the next waits for the stamp it brings. */
  private flying: { seq: number; landed: Promise<unknown> } | undefined;
  /** A draft waits for `flying` to land. */
  private owed = false;
  /** The stamp of the draft that this page last saw: what its next message changes. */
  private base: string;
  private sent: Sent[];
  private conflict: { at: string; stamp: string; answer: Answer } | null = null;

  /** `key` names the trainee and the exercise in the page's session storage. */
  constructor(
    private readonly model: Model,
    private readonly key: string,
    private readonly store: Store | undefined = globalThis.sessionStorage,
  ) {
    const kept = this.read();
    this.base = kept?.base ?? model.get("draft")?.stamp ?? "";
    this.sent = kept?.sent.map(({ answer }) => ({ seq: 0, answer })) ?? [];
    model.on("msg:custom", this.receive);
  }

  close(): void {
    this.leave();
    this.model.off("msg:custom", this.receive);
  }

  /** The answer that an earlier page could not bring to the kernel. */
  kept(): Answer | null {
    return this.read()?.answer ?? null;
  }

  /** Notes a changed answer at once and sends it when the trainee pauses. */
  draft(answer: Answer): void {
    this.unsaved = answer;
    this.carrier = 0;
    this.keep();
    if (this.conflict) return;
    if (this.line.state !== "lost") this.show({ state: "saving" });
    clearTimeout(this.debounce);
    this.debounce = setTimeout(() => this.flush(), DEBOUNCE);
  }

  /** Sends a waiting draft now, or as soon as the one before it is acknowledged. */
  flush(): void {
    if (this.flying) this.owed = true;
    else this.leave();
  }

  /** Sends a waiting draft even so: the page goes away. */
  leave(): void {
    clearTimeout(this.debounce);
    this.owed = false;
    if (this.unsaved === null || this.carrier || this.conflict) return;
    this.carry({ type: "draft", answer: this.unsaved }).catch(() => {});
  }

  /**
   * Submits; resolves when the kernel has graded and written it down. Rejects with ConflictError
   * until the trainee has chosen between this page's answer and another's.
   */
  async submit(answer: Answer, seconds: number, visit: string): Promise<Reply> {
    clearTimeout(this.debounce);
    this.unsaved = answer;
    this.carrier = 0;
    this.owed = false;
    this.show({ state: "saving" });
    while (this.flying) await this.flying.landed;
    if (this.conflict) throw new ConflictError();
    return this.carry({ type: "submit", answer, seconds, visit });
  }

  /** Ends a conflict with the other page's answer, which is returned. */
  takeTheirs(): Answer | null {
    const theirs = this.conflict;
    if (!theirs) return null;
    this.conflict = null;
    this.base = theirs.stamp;
    this.acknowledged(theirs.at);
    return theirs.answer;
  }

  /** Ends a conflict with this page's answer: it is sent to replace the other. */
  keepMine(): void {
    if (!this.conflict) return;
    this.base = this.conflict.stamp;
    this.conflict = null;
    this.show({ state: "saving" });
    this.flush();
  }

  /** Sends one message; rejects with RefusedError, or LostError when no answer comes in time. */
  ask(message: Message): Promise<Reply> {
    const seq = ++this.seq;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        // The entry stays: a late answer still turns the line back.
        this.show({ state: "lost" });
        reject(new LostError("连接已断"));
        this.land(seq);
      }, PATIENCE);
      this.waiting.set(seq, { resolve, reject, timer });
      try {
        this.model.send({ ...message, seq });
      } catch {
        // A dead comm may throw; the timer then says so like any silence.
      }
    });
  }

  private carry(message: Message & { answer: Answer }): Promise<Reply> {
    const asked = this.ask({ ...message, base: this.base });
    const seq = this.seq;
    this.carrier = seq;
    this.flying = { seq, landed: asked.catch(() => {}) };
    this.sent.push({ seq, answer: message.answer });
    this.keep();
    // A submission is sent again under the stamp that the kernel named; a draft as it is by then.
    return asked.catch((error) => {
      if (!(error instanceof OwnError)) throw error;
      if (message.type === "submit") return this.carry(message);
      this.flush();
      throw error;
    });
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.seq);
    if (!waiting) return;
    this.waiting.delete(reply.seq);
    clearTimeout(waiting.timer);
    const carried = this.sent.some(({ seq }) => seq === reply.seq);
    if (reply.type === "refused") {
      this.show({ state: "refused", message: reply.message ?? "没有保存。" });
      waiting.reject(new RefusedError(reply.message));
    } else if (reply.type === "conflict") {
      waiting.reject(this.collide(reply));
    } else {
      this.accepted(reply, carried);
      waiting.resolve(reply);
    }
    this.land(reply.seq);
  }

  private accepted(reply: Reply, carried: boolean): void {
    if (carried) {
      // Only what answers an answer: the stamp beside a hint may be another page's doing.
      this.base = reply.stamp ?? this.base;
      this.sent = this.sent.filter(({ seq }) => seq > reply.seq);
      if (this.unsaved !== null) this.keep();
    }
    if (reply.seq === this.carrier) {
      this.acknowledged(reply.at);
    } else if (this.line.state === "lost") {
      // The kernel is back: what it has not seen goes out again.
      this.show(this.unsaved ? { state: "saving" } : { state: "idle" });
      this.carrier = 0;
      this.flush();
    }
  }

  /** The kernel has another answer than the one this page's was made from. */
  private collide({ stamp = "", at = "", answer = {} }: Reply): Error {
    const own = this.sent.some((each) => sameAnswer(each.answer, answer));
    this.carrier = 0;
    if (own && stamp !== this.base) {
      // It came from here and its acknowledgement was lost.
      this.base = stamp;
      return new OwnError();
    }
    this.conflict = { at, stamp, answer };
    this.keep();
    this.line = { state: "conflict", at };
    this.onLine(this.line);
    return new ConflictError();
  }

  private acknowledged(at: string | undefined): void {
    this.unsaved = null;
    this.carrier = 0;
    this.sent = [];
    this.store?.removeItem(this.key);
    if (at) this.show({ state: "saved", at });
  }

  private land(seq: number): void {
    if (this.flying?.seq !== seq) return;
    this.flying = undefined;
    if (this.owed) this.leave();
  }

  private read(): Kept | null {
    try {
      const kept = JSON.parse(this.store?.getItem(this.key) ?? "null");
      return kept?.answer ? { base: "", sent: [], ...kept } : null;
    } catch {
      return null;
    }
  }

  private keep(): void {
    const kept = { answer: this.unsaved, base: this.base, sent: this.sent.slice(-3) };
    try {
      this.store?.setItem(this.key, JSON.stringify(kept));
    } catch {
      // A full or forbidden storage: the kernel is then the only copy.
    }
  }

  /** A conflict stays on the line until the trainee has chosen. */
  private show(line: SaveLine): void {
    if (this.conflict) return;
    this.line = line;
    this.onLine(line);
  }
}

/** A conflict with what this page itself has sent. */
class OwnError extends Error {}
