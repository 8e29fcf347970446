// What is recorded, who sees it and for how long: agreed to before anything is recorded.
import { useState } from "preact/hooks";
import { Prose } from "./markdown";
import type { Notice } from "./page";

export function NoticeGate({ notice }: { notice: Notice }) {
  const [open, setOpen] = useState(false);
  if (open) return <NoticeText notice={notice} />;
  return (
    <p class="gate row">
      <button class="primary" onClick={() => setOpen(true)}>
        先看一眼我们记录什么
      </button>
      <span class="reason words">看过以后就可以作答。</span>
    </p>
  );
}

export function NoticeText({ notice }: { notice: Notice }) {
  const [state, setState] = useState<"" | "busy" | "lost">("");
  const accept = () => {
    setState("busy");
    notice.accept().catch(() => setState("lost"));
  };
  return (
    <div class="notice">
      <h4>我们记录什么</h4>
      <Prose text={notice.text} />
      <p class="gate row">
        <button class="primary" disabled={state === "busy"} onClick={accept}>
          知道了，开始
        </button>
        {state === "lost" && <span class="reason words">没有送到：连接已断，请重新载入。</span>}
      </p>
    </div>
  );
}
