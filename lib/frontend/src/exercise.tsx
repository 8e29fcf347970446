// What an exercise asks, and the input of its kind.
import { openPlace } from "./dossier";
import { Calculation } from "./kinds/calculation";
import { Cards } from "./kinds/cards";
import { Choice } from "./kinds/choice";
import type { Input, InputProps } from "./kinds/kind";
import { Plan } from "./kinds/plan";
import { PowerMap } from "./kinds/map/map";
import { Ranking } from "./kinds/ranking";
import { Table } from "./kinds/table";
import { Prose } from "./markdown";
import { PlaceChip } from "./place";
import type { Exercise } from "./types";

const INPUTS: Record<string, Input<any>> = {
  choice: Choice,
  table: Table,
  ranking: Ranking,
  calculation: Calculation,
  cards: Cards,
  power_map: PowerMap,
  plan: Plan,
};

const KIND_NAMES: Record<string, string> = {
  table: "填表",
  ranking: "排序",
  calculation: "计算",
  cards: "选话并排好",
  power_map: "画图",
  plan: "排行动",
};

export function kindName(exercise: Exercise): string {
  if (exercise.kind === "choice") return exercise.view.choose === "several" ? "多选" : "单选";
  return KIND_NAMES[exercise.kind] ?? "练习";
}

export function Head({ exercise }: { exercise: Exercise }) {
  const files = exercise.data ?? [];
  const hidden = exercise.view.reveal;
  const documents = exercise.documents.filter((id) => id !== hidden);
  return (
    <header class="head">
      <h3>
        <span class="kind">{kindName(exercise)}</span>
        {exercise.title}
      </h3>
      <Prose text={exercise.prompt} class="prompt" />
      {documents.length + files.length > 0 && (
        <p class="to-read row">
          <span class="words">要读的材料</span>
          {documents.map((id) => (
            <PlaceChip key={id} case={exercise.case} place={id} />
          ))}
          {files.map((file) => (
            <button
              class="chip"
              key={file}
              onClick={() => openPlace({ case: exercise.case, tab: "data", file })}>
              {file}
            </button>
          ))}
        </p>
      )}
    </header>
  );
}

export function AnswerInput(props: Omit<InputProps, "view">) {
  const Kind = INPUTS[props.exercise.kind];
  if (!Kind) return <p class="banner">这个版本的页面还画不出这种练习。</p>;
  return (
    <div class="input">
      <Kind {...props} view={props.exercise.view} />
    </div>
  );
}
