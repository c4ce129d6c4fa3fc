import { useCallback, useState } from "react";
import { api, unwrap } from "../../../api/client";
import type { RunResult } from "../../../core/evidence";

export type RunState =
  | { phase: "running"; startedAtMs: number }
  | { phase: "done"; result: RunResult; fields: Record<string, string> }
  | { phase: "failed"; error: unknown };

/** Running the code of the texts as they stand, one run at a time. */
export function useRun(assignmentId: number) {
  const [state, setState] = useState<RunState | null>(null);
  const run = useCallback(
    async (fields: Record<string, string>) => {
      setState({ phase: "running", startedAtMs: performance.now() });
      try {
        const result = await unwrap(
          api.POST("/api/v1/assignments/{assignment_id}/run", {
            params: { path: { assignment_id: assignmentId } },
            body: { fields },
          }),
        );
        setState({ phase: "done", result, fields });
      } catch (error) {
        setState({ phase: "failed", error });
      }
    },
    [assignmentId],
  );
  return { state, run, close: useCallback(() => setState(null), []) };
}
