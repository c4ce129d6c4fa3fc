/** What the prices of a campaign ask of the server; keys as in `queries.ts`. */

import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { at, type Campaign, part, STILL_MS, useChange } from "../queries";

type Schemas = components["schemas"];
export type StagePrices = Schemas["StagePrices"];
export type StagePrice = Schemas["StagePrice"];

export function usePrices({ id }: Campaign) {
  return useQuery({
    queryKey: part(id, "prices"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/prices", at(id))),
    // It adds up all work of the campaign; prices change seldom.
    refetchInterval: 4 * STILL_MS,
  });
}

export function useSetPrice(id: number) {
  return useChange(id, ({ stageId, price }: { stageId: number; price: string }) =>
    unwrap(
      api.PUT("/api/v1/stages/{stage_id}/price", {
        params: { path: { stage_id: stageId } },
        body: { price },
      }),
    ),
  );
}
