// What every kind's input gets from the practice card.
import type { FunctionComponent } from "preact";
import { sameAnswer } from "../answers";
import type { Answer, Check, Exercise, Result } from "../types";

export interface InputProps<View = any> {
  exercise: Exercise;
  view: View;
  answer: Answer;
  disabled: boolean;
  graded: Graded;
  /** Who answers, for what this browser remembers; empty where nothing is answered. */
  trainee: string;
  /** Submissions so far. */
  attempts: number;
  change(answer: Answer): void;
}

export type Input<View> = FunctionComponent<InputProps<View>>;

/** The last result, asked part by part: a mark holds while that part is as it was graded. */
export class Graded {
  private readonly checks: Map<string, Check>;

  constructor(readonly result: Result | null) {
    this.checks = new Map(result?.checks.map((check) => [check.id, check]));
  }

  get answer(): Answer {
    return this.result?.answer ?? {};
  }

  get showsKey(): boolean {
    return this.result?.level === "key";
  }

  /** The check `id`, unless the trainee has since changed `now` from what was graded. */
  check(id: string, now: unknown, then: unknown): Check | undefined {
    return sameAnswer(now, then) ? this.checks.get(id) : undefined;
  }
}
