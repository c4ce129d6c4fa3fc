/** What all kinds of tasks share: the draft, the lease, the time, and the guard of the submit button. */

import { useCallback, useEffect, useState } from "react";
import type { DraftBody } from "./draftBodies";
import type { TaskProps } from "./TaskRoom";
import { useActiveTime } from "./useActiveTime";
import { useDraft } from "./useDraft";
import { useLease } from "./useLease";

/** So soon nobody has read a task: the second half of a double click on the one before. */
const TOO_SOON_MS = 350;

export function useTask<Body extends DraftBody>(
  { stage, claim, onOver }: TaskProps<Body>,
  read: (content: unknown) => Body,
) {
  const { keeper, view: draft } = useDraft<Body>(claim, claim.prepared, read);
  const start = claim.prepared.body ?? read({});
  const clock = useActiveTime(start.active_ms);
  const lease = useLease({ claim, durationMs: stage.lease_s * 1000, isActive: clock.isActive });
  const [shownAtMs] = useState(() => performance.now());
  const isTooSoon = useCallback(() => performance.now() - shownAtMs < TOO_SOON_MS, [shownAtMs]);

  const { phase } = lease;
  const isUntouched = draft.status === "untouched";
  useEffect(() => {
    if (phase === "over" || phase === "lost") onOver(phase === "lost" && isUntouched);
  }, [phase, isUntouched, onOver]);

  return { start, keeper, draft, clock, lease, isTooSoon };
}
