import { Sortable } from "../controls";
import { Line } from "../markdown";
import type { CardsView } from "../types";
import { Mark } from "../verdicts";
import type { Input } from "./kind";

export const Cards: Input<CardsView> = ({ view, answer, disabled, graded, change }) => {
  const chosen: string[] = answer.chosen ?? [];
  const then: string[] = graded.answer.chosen ?? [];
  const set = (next: string[]) => change({ ...answer, chosen: next });
  const cards = chosen.flatMap((id) => view.cards.filter((card) => card.id === id));
  const full = chosen.length >= view.pick;
  return (
    <div class="cards">
      <section>
        <h4>
          可选的话 <small>点一下放进去，最多 {view.pick} 张</small>
        </h4>
        <div class="pool">
          {view.cards
            .filter((card) => !chosen.includes(card.id))
            .map((card) => (
              <button
                key={card.id}
                disabled={disabled || full}
                onClick={() => set([...chosen, card.id])}>
                <Line text={card.text} />
              </button>
            ))}
        </div>
      </section>
      <section class="said">
        <h4>
          按这个次序说{" "}
          <small>
            {chosen.length} / {view.pick}
            {full && "，已满：先拿掉一张才能换"}
          </small>
        </h4>
        {chosen.length === 0 && <p class="empty">还没有选。</p>}
        <Sortable
          items={cards}
          disabled={disabled}
          change={(next) => set(next.map((card) => card.id))}
          extra={(card) => (
            <>
              <button
                disabled={disabled}
                aria-label="拿掉"
                onClick={() => set(chosen.filter((id) => id !== card.id))}>
                ×
              </button>
              {then.includes(card.id) && <Mark check={graded.check(card.id, 0, 0)} />}
            </>
          )}
        />
        {chosen.length > 1 && <Mark check={graded.check("order", chosen, then)} />}
      </section>
    </div>
  );
};
