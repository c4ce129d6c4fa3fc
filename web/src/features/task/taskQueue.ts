/**
 * The task at hand and the one after it.
 *
 * The next task is claimed as soon as one shows, so that it is there when it is wanted: two leases at most. Claims
 * never run side by side, and none is made while an answer is on its way: the server would give its task out again.
 */

import { asProblem } from "../../api/problem";
import type { Claimed } from "./wire";

export type Claim = NonNullable<Claimed["assignment"]>;

export interface QueueView<Prepared> {
  phase: "loading" | "task" | "none" | "offline" | "failed";
  current: (Claim & { prepared: Prepared }) | null;
  next: (Claim & { prepared: Prepared }) | null;
  /** Why there is no task, from the server. */
  none: { reason: string; message: string } | null;
  error: unknown;
}

export interface QueueOptions<Prepared> {
  claim: (after: number | null) => Promise<Claimed>;
  /** Whatever must be read before a task can show at once (its draft). */
  prepare: (claim: Claim) => Promise<Prepared>;
  /** Whether an answer is on its way. */
  hasUnsent: () => boolean;
  /** Whether the next task is claimed while one is worked on; default true. */
  hasPrefetch?: boolean;
}

export class TaskQueue<Prepared> {
  private view: QueueView<Prepared> = {
    phase: "loading",
    current: null,
    next: null,
    none: null,
    error: null,
  };
  private readonly listeners = new Set<() => void>();
  private filling: Promise<void> | null = null;
  private mustFill = false;
  private mayPrefetch = true;

  constructor(private readonly options: QueueOptions<Prepared>) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): QueueView<Prepared> => this.view;

  /** The task was answered or skipped: show the next. Nothing happens for another task than the one at hand. */
  advance(id: number): void {
    if (this.view.current?.id !== id) return;
    const { next } = this.view;
    this.mayPrefetch = true;
    this.show({ current: next, next: null, phase: next ? "task" : "loading", none: null });
    void this.fill();
  }

  /** A task is no longer this person's: another tab answered it, or its time ran out before it was shown. */
  drop(id: number): void {
    if (this.view.next?.id !== id) return;
    this.show({ next: null });
    void this.fill();
  }

  /** The time of the task at hand ran out. A claim now could bring the same item again and spoil its answer. */
  holdPrefetch(): void {
    this.mayPrefetch = false;
  }

  /** Look again: an answer arrived, the connection is back, the person asks. */
  fill(): Promise<void> {
    this.mustFill = true;
    this.filling ??= this.fillAll();
    return this.filling;
  }

  private async fillAll(): Promise<void> {
    try {
      while (this.mustFill) {
        this.mustFill = false;
        await this.fillOnce();
      }
    } finally {
      this.filling = null;
    }
  }

  private async fillOnce(): Promise<void> {
    const { current, next, phase } = this.view;
    const mayPrefetch = this.mayPrefetch && this.options.hasPrefetch !== false;
    if (current && (next || !mayPrefetch)) return;
    if (this.options.hasUnsent()) return;
    if (!current && phase !== "loading") this.show({ phase: "loading", error: null });
    try {
      await this.take(await this.options.claim(current?.id ?? null));
    } catch (thrown) {
      if (this.view.current) return;
      const isOffline = asProblem(thrown).code === "offline";
      this.show({ phase: isOffline ? "offline" : "failed", error: thrown });
    }
  }

  private async take({ assignment, reason, message }: Claimed): Promise<void> {
    if (!assignment) {
      if (this.view.current) return;
      this.show({ phase: "none", none: { reason: reason ?? "no_tasks", message: message ?? "" } });
      return;
    }
    if (this.view.current?.id === assignment.id) return;
    const ready = { ...assignment, prepared: await this.options.prepare(assignment) };
    if (this.view.current) {
      this.show({ next: ready });
      return;
    }
    this.show({ phase: "task", current: ready, none: null, error: null });
    this.mustFill = true;
  }

  private show(change: Partial<QueueView<Prepared>>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}
