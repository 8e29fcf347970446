// The marks of a verdict: a sign and a word, the colour only repeats them.
import type { Check } from "./types";

export const VERDICTS: Record<string, { sign: string; word: string; tone: string }> = {
  right: { sign: "✓", word: "对", tone: "good" },
  unsupported: { sign: "◐", word: "对但无证据", tone: "half" },
  defensible: { sign: "◐", word: "可辩护", tone: "half" },
  partial: { sign: "◐", word: "部分", tone: "half" },
  wrong: { sign: "✗", word: "不对", tone: "bad" },
  refuted: { sign: "✗", word: "被材料否定", tone: "bad" },
  missing: { sign: "＋", word: "漏了", tone: "bad" },
  review: { sign: "?", word: "待人工看", tone: "half" },
};

export function Mark({ check }: { check: Check | undefined }) {
  if (!check) return null;
  const verdict = VERDICTS[check.verdict] ?? VERDICTS.review!;
  return (
    <span class={`mark ${verdict.tone}`}>
      <b aria-hidden="true">{verdict.sign}</b> {verdict.word}
    </span>
  );
}
