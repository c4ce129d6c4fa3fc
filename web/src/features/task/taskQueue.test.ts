import { beforeEach, describe, expect, it } from "vitest";
import { ProblemError } from "../../api/problem";
import { type Claim, TaskQueue } from "./taskQueue";
import type { Claimed } from "./wire";

let claims: (number | null)[];
let waiting: number[];
let answer: (after: number | null) => Promise<Claimed>;
let hasUnsent: boolean;

const task = (id: number): Claimed => ({
  assignment: { id } as Claim,
  reason: null,
  message: null,
});
const nothing: Claimed = { assignment: null, reason: "no_tasks", message: "None." };

beforeEach(() => {
  claims = [];
  waiting = [1, 2, 3];
  hasUnsent = false;
  answer = async () => {
    const id = waiting.shift();
    return id === undefined ? nothing : task(id);
  };
});

function open(hasPrefetch = true) {
  return new TaskQueue<string>({
    hasPrefetch,
    claim: (after) => {
      claims.push(after);
      return answer(after);
    },
    prepare: async ({ id }) => `draft of ${id}`,
    hasUnsent: () => hasUnsent,
  });
}

const ids = (queue: TaskQueue<string>) => {
  const { current, next } = queue.snapshot();
  return [current?.id, next?.id];
};

describe("the queue of a stage", () => {
  it("claims the next task as soon as one shows", async () => {
    const queue = open();
    expect(queue.snapshot().phase).toBe("loading");
    await queue.fill();
    expect(ids(queue)).toEqual([1, 2]);
    expect(claims).toEqual([null, 1]);
    expect(queue.snapshot().next?.prepared).toBe("draft of 2");
  });

  it("shows the next task at once, and only once a task", async () => {
    const queue = open();
    await queue.fill();
    queue.advance(1);
    queue.advance(1);
    expect(ids(queue)).toEqual([2, undefined]);
    await queue.fill();
    expect(ids(queue)).toEqual([2, 3]);
  });

  it("claims one task at a time where the work is long", async () => {
    const queue = open(false);
    await queue.fill();
    expect(ids(queue)).toEqual([1, undefined]);
    queue.advance(1);
    await queue.fill();
    expect(ids(queue)).toEqual([2, undefined]);
    expect(claims).toEqual([null, null]);
  });

  it("claims nothing while an answer is on its way", async () => {
    const queue = open();
    await queue.fill();
    hasUnsent = true;
    queue.advance(1);
    await queue.fill();
    expect(claims).toHaveLength(2);
    queue.advance(2);
    await queue.fill();
    expect(queue.snapshot().phase).toBe("loading");
    hasUnsent = false;
    await queue.fill();
    expect(ids(queue)).toEqual([3, undefined]);
  });

  it("shows a claim that was under way when the task before was answered", async () => {
    const queue = open();
    let arrive: (claimed: Claimed) => void = () => undefined;
    answer = async (after) => (after === null ? task(1) : new Promise((resolve) => (arrive = resolve)));
    const filling = queue.fill();
    await new Promise((resolve) => setTimeout(resolve));
    expect(ids(queue)).toEqual([1, undefined]);
    queue.advance(1);
    answer = async () => nothing;
    arrive(task(2));
    await filling;
    expect(ids(queue)).toEqual([2, undefined]);
  });

  it("says why there is no task, and looks again when asked", async () => {
    waiting = [];
    const queue = open();
    await queue.fill();
    expect(queue.snapshot()).toMatchObject({ phase: "none", none: { reason: "no_tasks", message: "None." } });
    waiting = [7];
    await queue.fill();
    expect(ids(queue)).toEqual([7, undefined]);
  });

  it("tells a lost connection from a refusal", async () => {
    const queue = open();
    answer = () => Promise.reject(new TypeError("failed to fetch"));
    await queue.fill();
    expect(queue.snapshot().phase).toBe("offline");
    answer = () => Promise.reject(new ProblemError(404, "not_found", "There is no such stage.", null));
    await queue.fill();
    expect(queue.snapshot().phase).toBe("failed");
  });

  it("lets a failed look ahead pass without a word", async () => {
    const queue = open();
    answer = (after) => (after === null ? Promise.resolve(task(1)) : Promise.reject(new TypeError("no")));
    await queue.fill();
    expect(queue.snapshot()).toMatchObject({ phase: "task", error: null });
  });

  it("drops a waiting task that another tab answered, never the one at hand", async () => {
    const queue = open();
    await queue.fill();
    queue.drop(1);
    expect(ids(queue)).toEqual([1, 2]);
    queue.drop(2);
    await queue.fill();
    expect(ids(queue)).toEqual([1, 3]);
  });

  it("does not look ahead once the time of the task at hand ran out, until it is answered", async () => {
    const queue = open();
    await queue.fill();
    queue.holdPrefetch();
    queue.drop(2);
    await queue.fill();
    expect(ids(queue)).toEqual([1, undefined]);
    queue.advance(1);
    await queue.fill();
    expect(queue.snapshot().current?.id).toBe(3);
  });
});
