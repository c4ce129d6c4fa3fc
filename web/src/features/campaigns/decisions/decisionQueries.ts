/** What the queue of decisions asks of the server; keys as in `queries.ts`. */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { at, type Campaign, pace, part, useChange } from "../queries";

type Schemas = components["schemas"];
export type QueueRow = Schemas["QueueRow"];
export type Evidence = Schemas["Evidence"];
export type Decision = QueueRow["can"][number];
export type DecisionCounts = Schemas["DecisionCounts"];

export interface QueueFilters {
  state: "waiting" | "held" | "ACCEPTED" | "REJECTED" | "unused";
  stageId: number | null;
  workerId: number | null;
}

const PAGE_ROWS = 50;

export function useDecisionCounts(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "decisions", "counts"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/decisions/counts", at(id))),
    refetchInterval: pace(campaign) * 2,
  });
}

/** Not asked again by itself: the list must not move under the person who decides. */
export function useQueue(id: number, { state, stageId, workerId }: QueueFilters) {
  return useInfiniteQuery({
    queryKey: part(id, "decisions", "queue", state, stageId, workerId),
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/campaigns/{campaign_id}/decisions", {
          params: {
            path: { campaign_id: id },
            query: {
              state,
              limit: PAGE_ROWS,
              ...(stageId === null ? {} : { stage_id: stageId }),
              ...(workerId === null ? {} : { worker_id: workerId }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useEvidence(campaignId: number, id: number) {
  return useQuery({
    queryKey: part(campaignId, "decisions", "evidence", id),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/assignments/{assignment_id}/evidence", {
          params: { path: { assignment_id: id } },
        }),
      ),
  });
}

export interface DecisionIn {
  ids: number[];
  decision: Decision;
  reason: string;
}

export function useDecide(id: number) {
  return useChange(id, (body: DecisionIn) => unwrap(api.POST("/api/v1/decisions", { body })));
}

export function useAcceptWaiting(id: number) {
  return useChange(id, (body: { stage_id: number | null; worker_id: number | null }) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/decisions/accept-waiting", { ...at(id), body })),
  );
}
