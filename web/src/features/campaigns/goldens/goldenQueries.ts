/** What the pages of goldens ask of the server; keys as in `queries.ts`. */

import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { upload } from "../../../api/upload";
import { at, type Campaign, pace, part, useChange } from "../queries";

type Schemas = components["schemas"];
export type GoldenView = Schemas["GoldenView"];
export type GoldenStage = Schemas["GoldenStage"];
export type GoldenRow = Schemas["GoldenRow"];
export type GoldenDetail = Schemas["GoldenDetail"];
export type GoldensMade = Schemas["GoldensMade"];

export function useGoldens(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "goldens"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/goldens", at(id))),
    refetchInterval: pace(campaign) * 2,
  });
}

export function useGoldenBank(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "goldens", "bank"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/goldens/bank", at(id))),
    refetchInterval: pace(campaign) * 4,
  });
}

export function useGolden(campaignId: number, goldenId: number) {
  return useQuery({
    queryKey: part(campaignId, "goldens", goldenId),
    queryFn: () =>
      unwrap(api.GET("/api/v1/goldens/{golden_id}", { params: { path: { golden_id: goldenId } } })),
  });
}

export function useMakeGoldens(id: number) {
  return useChange(id, (body: { how: "quiz" | "plant"; per_stage: number }) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/goldens", { ...at(id), body })),
  );
}

export function usePromote(id: number) {
  return useChange(id, (body: { item_ids: number[] | null; per_stage: number }) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/goldens/promotions", { ...at(id), body })),
  );
}

export function useLoadGoldens(id: number) {
  return useChange(id, (file: File) => {
    const form = new FormData();
    form.append("file", file);
    return upload<GoldensMade>(`/api/v1/campaigns/${id}/goldens/file`, form, () => undefined).answer;
  });
}

export function useRetireGolden(id: number) {
  return useChange(id, (goldenId: number) =>
    unwrap(api.POST("/api/v1/goldens/{golden_id}/retire", { params: { path: { golden_id: goldenId } } })),
  );
}

export function useGoldenMinimum(id: number) {
  return useChange(id, ({ stageId, minimum }: { stageId: number; minimum: number }) =>
    unwrap(
      api.PUT("/api/v1/stages/{stage_id}/goldens", {
        params: { path: { stage_id: stageId } },
        body: { minimum },
      }),
    ),
  );
}
