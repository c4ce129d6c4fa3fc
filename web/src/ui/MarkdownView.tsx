/** Markdown from recipes and people, rendered safely; the renderer is loaded when first needed. */

import { Typography } from "@mantine/core";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Loading } from "./states";

type Render = (source: string) => string;

let loading: Promise<Render> | null = null;
/** Once it is there, texts show at once. */
let ready: Render | null = null;

function loadRenderer(): Promise<Render> {
  loading ??= import("./markdown").then(
    (module) => {
      ready = module.markdownRenderer(window);
      return ready;
    },
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

interface MarkdownViewProps {
  source: string;
  what?: string;
  /** Called with the rendered text when it is in the page, for example to colour its code. */
  onShown?: (root: HTMLElement, source: string) => void;
}

export function MarkdownView({ source, what = "the text", onShown }: MarkdownViewProps) {
  const [render, setRender] = useState<Render | null>(() => ready);
  const [isPlain, setPlain] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const html = useMemo(() => render?.(source) ?? null, [render, source]);
  useEffect(() => {
    if (render) return;
    let isCurrent = true;
    loadRenderer().then(
      (loaded) => isCurrent && setRender(() => loaded),
      // The renderer did not arrive (no network): the text as it was written is better than none.
      () => isCurrent && setPlain(true),
    );
    return () => {
      isCurrent = false;
    };
  }, [render]);
  useLayoutEffect(() => {
    if (html !== null && root.current) onShown?.(root.current, source);
  }, [html, source, onShown]);
  if (html === null) {
    return isPlain ? <div style={{ whiteSpace: "pre-wrap" }}>{source}</div> : <Loading what={what} />;
  }
  return (
    <Typography fz="sm">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: passed the allow-list of markdown.ts */}
      <div ref={root} dangerouslySetInnerHTML={{ __html: html }} />
    </Typography>
  );
}
