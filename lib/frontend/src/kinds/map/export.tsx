// The map as a file: SVG with its styles inside, and PNG at twice the size. Nothing is fetched.
import { render } from "preact";
import { offer } from "../../offer";
import type { Exercise, MapView } from "../../types";
import { clipped, Drawing, FONT, legendOf, type Sign, Words } from "./draw";
import { boundsOf, routes } from "./layout";
import type { MapState } from "./model";

const MARGIN = 40;
const HEAD = 78;
const NAME = 52;
const ENTRY = 124;
const ROW = 26;

interface Size {
  width: number;
  height: number;
}

function drawn(exercise: Exercise, state: MapState): { text: string; size: Size } {
  const view: MapView = exercise.view;
  const ways = routes(state.answer.relations, state.spots);
  const box = boundsOf(Object.values(state.spots), state.rings, ways.values());
  const width = Math.max(box.width + 2 * MARGIN, 640);
  const columns = Math.floor((width - 2 * MARGIN - NAME) / ENTRY);
  const foot = HEAD + box.height + 56;
  let rows = 0;
  const legend = legendOf(view).map(({ name, signs }) => {
    const first = rows;
    rows += Math.ceil(signs.length / columns);
    return { name, signs, first };
  });
  const height = foot + rows * ROW + 20;
  const left = (width - box.width) / 2 - box.x;
  const { people, unlisted, relations } = state.answer;
  const count = `人 ${people.length + unlisted.length}，线 ${relations.length}`;
  const date = new Date().toLocaleDateString("zh-CN", { dateStyle: "long" });
  const place = document.createElement("div");
  render(
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      font-family={FONT}>
      <rect width={width} height={height} fill="#fff" />
      <Words at={[MARGIN, 40]} size={22} ink="#1f2a2e" bold>
        {exercise.title}
      </Words>
      <Words at={[MARGIN, 62]} size={13} ink="#56656a">
        {[exercise.case_title, date, count].filter(Boolean).join("　·　")}
      </Words>
      <g transform={`translate(${left} ${HEAD + 14 - box.y})`}>
        <Drawing view={view} {...state} />
      </g>
      <path d={`M${MARGIN} ${foot - 22}H${width - MARGIN}`} stroke="#d9dfde" />
      {legend.map(({ name, signs, first }) => (
        <g key={name} transform={`translate(${MARGIN} ${foot + first * ROW})`}>
          <Words at={[0, 0]} size={12} ink="#1f2a2e" bold>
            {name}
          </Words>
          {signs.map((each, at) => (
            <g
              key={at}
              transform={`translate(${NAME + (at % columns) * ENTRY} ${Math.floor(at / columns) * ROW})`}>
              <Explained {...each} />
            </g>
          ))}
        </g>
      ))}
    </svg>,
    place,
  );
  const text = new XMLSerializer().serializeToString(place.firstElementChild!);
  render(null, place);
  return { text, size: { width, height } };
}

function Explained({ sign, words, pen }: Sign) {
  return (
    <>
      {pen && (
        <path
          d="M0-4H26"
          stroke={pen.colour}
          stroke-width={pen.width}
          stroke-dasharray={pen.dash}
        />
      )}
      <Words at={[pen ? 32 : 0, 0]} size={12} ink={pen?.colour ?? "#1f2a2e"}>
        {sign}
      </Words>
      <Words at={[pen ? 50 : 30, 0]} size={12} ink="#56656a">
        {clipped(words, pen ? 5 : 7)}
      </Words>
    </>
  );
}

export function saveSvg(exercise: Exercise, state: MapState): void {
  const { text } = drawn(exercise, state);
  offer(new Blob([text], { type: "image/svg+xml;charset=utf-8" }), `${exercise.id}.svg`);
}

export async function savePng(exercise: Exercise, state: MapState): Promise<void> {
  const { text, size } = drawn(exercise, state);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [size.width * 2, size.height * 2];
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("画不出这么大的图");
  offer(blob, `${exercise.id}.png`);
}
