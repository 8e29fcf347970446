import { Sortable } from "../controls";
import type { RankingView } from "../types";
import { Mark } from "../verdicts";
import type { Input } from "./kind";

export const Ranking: Input<RankingView> = ({ view, answer, disabled, graded, change }) => {
  const order: string[] = answer.order ?? [];
  const place = new Map(order.map((id, index) => [id, index]));
  const items = [...view.items].sort(
    (a, b) => (place.get(a.id) ?? order.length) - (place.get(b.id) ?? order.length),
  );
  const set = (next: { id: string }[]) => change({ ...answer, order: next.map((item) => item.id) });
  return (
    <div>
      <Sortable items={items} disabled={disabled} change={set} />
      {order.length === 0 ? (
        <p class="note">
          现在是打乱的次序，还不算作答。移动任何一项，或者
          <button class="chip" disabled={disabled} onClick={() => set(items)}>
            就按这个顺序
          </button>
        </p>
      ) : (
        <Mark check={graded.check("order", order, graded.answer.order)} />
      )}
    </div>
  );
};
