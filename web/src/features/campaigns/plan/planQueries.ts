/** What the planner's pages ask of the server. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";

type Schemas = components["schemas"];
export type PlanIn = Schemas["PlanIn"];
export type PlanPreset = Schemas["PlanPreset"];
export type PlanView = Schemas["PlanView"];
export type PlanResult = Schemas["PlanResult"];
export type PolicyForecast = Schemas["PolicyForecast"];
export type PlanEstimate = Schemas["PlanEstimate"];

const LOOK_MS = 700;

export function usePresets() {
  return useQuery({
    queryKey: ["plans", "presets"],
    queryFn: () => unwrap(api.GET("/api/v1/plans/presets")),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useAskForPlan() {
  return useMutation({
    mutationFn: (body: PlanIn) => unwrap(api.POST("/api/v1/plans", { body })),
  });
}

export function isOver(view: PlanView | undefined): boolean {
  return view !== undefined && !["QUEUED", "RUNNING"].includes(view.job.state);
}

/** A plan and how far it is; looked at until it is over. */
export function usePlan(jobId: number | null) {
  return useQuery({
    queryKey: ["plans", jobId],
    queryFn: () => unwrap(api.GET("/api/v1/plans/{job_id}", { params: { path: { job_id: jobId ?? 0 } } })),
    enabled: jobId !== null,
    refetchInterval: ({ state }) => (isOver(state.data) ? false : LOOK_MS),
  });
}
