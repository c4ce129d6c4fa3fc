import { useEffect } from "react";
import type { components } from "../../../api/schema";
import type { WireSpan } from "../../../core/annotation";
import { Annotator } from "../../../widgets/annotator/Annotator";
import { useAnnotation } from "../../../widgets/annotator/useAnnotation";
import classes from "./decisions.module.css";

interface MarkedTextProps {
  text: string;
  spans: readonly WireSpan[];
  labels: readonly components["schemas"]["LabelModel"][];
  path: string;
  firstLine: number;
}

const LINE_PX = 20;
/** Legend, status line and a line of air. */
const FRAME_PX = 120;

/** A short text needs no tall frame. */
function heightOf(text: string): number {
  return Math.max(4, text.split("\n").length) * LINE_PX + FRAME_PX;
}

/** A text with marks in place, to look at. Give it another `key` for other marks. */
export function MarkedText({ text, spans, labels, path, firstLine }: MarkedTextProps) {
  const annotation = useAnnotation({
    text,
    labels: labels.map((label) => label.key),
    spans,
    isNothingHere: spans.length === 0,
  });
  const { dispatch, state } = annotation;
  const firstId = state.spans[0]?.id;
  useEffect(() => {
    if (firstId !== undefined) dispatch({ type: "focus", id: firstId });
  }, [dispatch, firstId]);
  return (
    <div className={classes.annotator} style={{ maxHeight: heightOf(text) }}>
      <Annotator
        annotation={annotation}
        labels={[...labels]}
        language=""
        firstLine={firstLine}
        path={path}
        isReadOnly
        hasAutoFocus={false}
      />
    </div>
  );
}
