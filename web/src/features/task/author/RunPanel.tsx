/** Under the editor: what the sandbox said about the code, and whether that is still about this text. */

import { ActionIcon, Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { asProblem } from "../../../api/problem";
import { CloseIcon } from "../../../ui/icons";
import { RunResultView } from "../../../widgets/evidence/RunResultView";
import textClasses from "../text/text.module.css";
import classes from "./author.module.css";
import type { RunState } from "./useRun";

interface RunPanelProps {
  state: RunState;
  /** The texts are no longer those that were run. */
  isStale: boolean;
  onRun: () => void;
  onClose: () => void;
}

export function RunPanel({ state, isStale, onRun, onClose }: RunPanelProps) {
  return (
    <section className={classes.run} aria-label="Run">
      <div className={classes.runHead}>
        <h2 className={textClasses.partTitle}>Run</h2>
        {state.phase === "done" && isStale && (
          <span className={classes.stale}>The text has changed since this run.</span>
        )}
        {state.phase !== "running" && (
          <ActionIcon
            variant="subtle"
            color="gray"
            c="var(--gs-text)"
            className={textClasses.push ?? ""}
            aria-label="Close the run"
            onClick={onClose}
          >
            <CloseIcon />
          </ActionIcon>
        )}
      </div>
      <div className={classes.runBody} role="status">
        {state.phase === "running" ? (
          <Running startedAtMs={state.startedAtMs} />
        ) : state.phase === "done" ? (
          <RunResultView run={state.result} />
        ) : (
          <RunFailed error={state.error} onRun={onRun} />
        )}
      </div>
    </section>
  );
}

function Running({ startedAtMs }: { startedAtMs: number }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - startedAtMs) / 1000)), 250);
    return () => clearInterval(timer);
  }, [startedAtMs]);
  return (
    <p className={textClasses.quiet}>
      The code is running in the sandbox … <span aria-hidden="true">{seconds} s</span>
    </p>
  );
}

function RunFailed({ error, onRun }: { error: unknown; onRun: () => void }) {
  const { detail, hint } = asProblem(error);
  return (
    <div className={textClasses.row}>
      <p className={textClasses.fault}>
        The code was not run. {detail} {hint}
      </p>
      <Button size="compact-sm" variant="default" onClick={onRun}>
        Try again
      </Button>
    </div>
  );
}
