import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { asProblem } from "../../api/problem";
import type { Merge } from "../../core/drafts";
import { answersOf, watchAnswers, watchOtherTabs } from "./answers";
import { connection, useIsOffline } from "./connection";
import { type DraftBody, draftReader, findDraft } from "./draftBodies";
import { TaskQueue } from "./taskQueue";
import { claimTask, type Submitted, type WorkStage } from "./wire";

/** Something the person must be told about an answer they gave. */
export interface AnswerNews {
  title: string;
  words: string;
}

/** The queue of a stage, alive while the page shows it; and what became of the answers it sent. */
export function useTaskQueue(stage: WorkStage, accountId: number, onNews: (news: AnswerNews) => void) {
  // The words of a stage (its form) stay what they are; its numbers change and must not make a new queue.
  const [words] = useState(stage);
  const queue = useMemo(() => {
    return new TaskQueue<Merge<DraftBody>>({
      claim: async (after) => {
        try {
          const claimed = await claimTask(words.id, after);
          connection.noteSuccess();
          return claimed;
        } catch (thrown) {
          throw connection.noteFailure(thrown);
        }
      },
      prepare: (claim) => findDraft(claim, draftReader(words, claim)),
      hasUnsent: () => answersOf(accountId).snapshot().entries.length > 0,
      // Writing takes long: a second brief would lie idle meanwhile, and rework could not come first.
      hasPrefetch: words.kind !== "author",
    });
  }, [words, accountId]);
  const view = useSyncExternalStore(queue.subscribe, queue.snapshot);
  const isOffline = useIsOffline();
  const tell = useRef(onNews);
  useEffect(() => {
    tell.current = onNews;
  });

  useEffect(() => {
    if (!isOffline) void queue.fill();
  }, [queue, isOffline]);

  useEffect(() => {
    const ends = [
      watchAnswers((_, outcome) => {
        if (outcome.kind === "taken") sayIfLate(outcome.result, tell.current);
        if (outcome.kind === "refused") sayRefused(outcome.error, tell.current);
        void queue.fill();
      }),
      watchOtherTabs((id) => queue.drop(id)),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [queue]);

  return { queue, view };
}

function sayIfLate({ status, message }: Submitted, tell: (news: AnswerNews) => void): void {
  if (status === "late") tell({ title: "Your last answer came too late", words: message });
}

function sayRefused(error: unknown, tell: (news: AnswerNews) => void): void {
  const { detail, hint } = asProblem(error);
  tell({ title: "Your last answer was not taken", words: [detail, hint].filter(Boolean).join(" ") });
}
