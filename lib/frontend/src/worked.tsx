// A worked example: the exercise with its model answer and the whole result, to be read.
import { Feedback } from "./feedback";
import { Graded } from "./kinds/kind";
import { useTrait } from "./page";
import { AnswerInput, Head } from "./exercise";
import type { Answer, Exercise, Model, Result } from "./types";

export function Worked({ model }: { model: Model }) {
  const exercise = useTrait<Exercise>(model, "exercise");
  const answer = useTrait<Answer>(model, "answer");
  const result = useTrait<Result>(model, "result");
  return (
    <article class="card practice worked">
      <p class="ribbon words">示范：已经答好，只供阅读</p>
      <Head exercise={exercise} />
      <AnswerInput
        exercise={exercise}
        answer={answer}
        disabled
        trainee=""
        attempts={1}
        graded={new Graded({ ...result, answer })}
        change={() => {}}
      />
      <Feedback exercise={exercise} result={result} stale={false} />
    </article>
  );
}
