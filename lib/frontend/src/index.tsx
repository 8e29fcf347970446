// The one entry of the bundle: draws a part of the page into the element of its widget.
import { render as draw } from "preact";
import { InlineDossier } from "./dossier";
import { Lesson } from "./lesson";
import { ownElement } from "./page";
import { mountPractice } from "./practice";
import { Progress } from "./progress";
import styles from "./styles/kabook.css";
import type { Model } from "./types";
import { Worked } from "./worked";

const PARTS = { lesson: Lesson, dossier: InlineDossier, progress: Progress, worked: Worked };

export function render({ model, el }: { model: Model; el: HTMLElement }, part: string) {
  if (!document.getElementById("kabook-styles")) {
    const sheet = document.createElement("style");
    sheet.id = "kabook-styles";
    sheet.textContent = styles;
    document.head.append(sheet);
  }
  const root = ownElement(`part-${part}`);
  el.append(root);
  if (part === "practice") return mountPractice(model, root);
  const Part = PARTS[part as keyof typeof PARTS];
  draw(Part ? <Part model={model} /> : null, root);
  return () => {
    draw(null, root);
    root.remove();
  };
}
