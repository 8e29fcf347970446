// The case file: a drawer beside the page, and the same reader inline on the case page.
import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Connection } from "./connection";
import { findDocument } from "./citations";
import { safeHref } from "./markdown";
import {
  loadDossier,
  ownElement,
  page,
  type Place,
  update,
  useLoaded,
  usePage,
  useTrait,
} from "./page";
import { Reader, Situation } from "./reader";
import { keepInSight } from "./sight";
import type { Dossier, Model } from "./types";

let opener: HTMLElement | null = null;

/** Opens the drawer there; the focus comes back to where it was when the drawer closes. */
export function openPlace(place: Place): void {
  if (!page.state.drawer) opener = document.activeElement as HTMLElement | null;
  const last = page.state.drawer;
  // A citation that names no document goes on where the trainee was reading.
  const here = last?.case === place.case && !place.document && place.tab === "documents";
  update({ drawer: here ? { ...last, tab: "documents" } : place });
  if (document.getElementById("kabook-drawer")) return;
  const root = ownElement("part-drawer");
  root.id = "kabook-drawer";
  document.body.append(root);
  render(<Drawer />, root);
}

export function closeDrawer(): void {
  update({ drawer: null, target: null });
  opener?.focus();
}

function isPhone(): boolean {
  return matchMedia("(max-width: 899px)").matches;
}

function finishCiting(): void {
  update({ target: null });
  if (isPhone()) closeDrawer();
  else opener?.focus();
}

function Drawer() {
  const { drawer, target, dossiers } = usePage();
  const panel = useRef<HTMLElement>(null);
  const caseId = drawer?.case;
  const dossier = caseId ? dossiers[caseId] : undefined;
  const { failed } = useLoaded(async () => (caseId ? loadDossier(caseId) : null), [caseId]);
  const open = drawer !== null;
  useEffect(() => {
    document.documentElement.classList.toggle("kb-drawer-open", open);
    // JupyterLab lays itself out anew only when it is told.
    dispatchEvent(new Event("resize"));
    panel.current?.focus();
    // The page has become narrower: what the trainee was at must still be in sight.
    if (open) requestAnimationFrame(() => opener?.scrollIntoView({ block: "nearest" }));
  }, [open]);
  useEffect(() => {
    if (target) panel.current?.focus();
  }, [target?.id]);
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.isComposing) return;
      if (document.querySelector(":popover-open")) return;
      if (page.state.target) finishCiting();
      else if (isNear(document.activeElement)) closeDrawer();
    };
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  }, []);
  /** In the drawer, or where it was opened from: an answer being written elsewhere is not. */
  const isNear = (focused: Element | null) =>
    panel.current?.contains(focused) || focused === opener || focused === document.body;
  if (!drawer) return null;
  return (
    <aside class="drawer" ref={panel} tabIndex={-1} aria-label="案例材料">
      <header class="drawer-head">
        <b>{dossier?.title ?? "案例材料"}</b>
        <button class="bare" onClick={closeDrawer} aria-label="关上材料">
          ×
        </button>
      </header>
      {target && (
        <div class="citing" role="status">
          <span>
            正在引用：<b>{target.label}</b>。点一段就加上，再点一次拿掉。已引 {target.cited.length}{" "}
            段
          </span>
          <button class="primary" onClick={finishCiting}>
            完成
          </button>
        </div>
      )}
      {dossier && (
        <Reader dossier={dossier} place={drawer} go={(next) => update({ drawer: next })} />
      )}
      {!dossier && (
        <p class="note" role="status">
          {failed ? "材料没有取到：连接已断，请重新载入。" : "正在取材料…"}
        </p>
      )}
    </aside>
  );
}

export function InlineDossier({ model }: { model: Model }) {
  const dossier = useTrait<Dossier>(model, "dossier");
  const cases = useTrait<{ slug: string; title: string; href: string }[]>(model, "cases");
  const connection = useMemo(() => new Connection(model, "kabook:dossier"), [model]);
  const first = dossier.documents?.[0]?.id;
  const [place, setPlace] = useState<Place>({ case: dossier.case, tab: "documents" });
  const reader = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!dossier.case) return;
    page.asks[dossier.case] = (message) => connection.ask(message);
    update({ dossiers: { ...page.state.dossiers, [dossier.case]: dossier } });
    // case.ipynb?case=x#doc05.7 leads to a paragraph.
    const follow = () => {
      const asked = placeOfAddress(dossier);
      if (asked) {
        setPlace(asked);
        if (reader.current) keepInSight(reader.current);
      }
      return asked;
    };
    if (!follow() && !findDocument(dossier, place.document ?? "")) {
      setPlace({ case: dossier.case, tab: "documents", document: first });
    }
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [dossier]);
  useEffect(() => () => connection.close(), [connection]);
  if (!dossier.case) return null;
  return (
    <section class="inline-dossier" aria-label={dossier.title}>
      <h2>{dossier.title}</h2>
      {cases.length > 1 && (
        <nav class="pages row" aria-label="别的案例">
          {cases
            .filter((other) => other.slug !== dossier.case)
            .map((other) => (
              <a key={other.slug} href={safeHref(other.href)}>
                {other.title}
              </a>
            ))}
        </nav>
      )}
      <div class="brief">
        <Situation dossier={dossier} />
      </div>
      <div class="reader-place" ref={reader}>
        <Reader dossier={dossier} place={place} go={setPlace} />
      </div>
    </section>
  );
}

function placeOfAddress(dossier: Dossier): Place | null {
  const asked = /^#(doc\d+)(?:\.(\d+))?$/.exec(location.hash);
  const document = asked?.[1];
  if (!document || !findDocument(dossier, document)) return null;
  const paragraph = asked[2] && `${document}#${asked[2]}`;
  return { case: dossier.case, tab: "documents", document, paragraph };
}
