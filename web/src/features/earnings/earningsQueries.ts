/** What the earnings page asks of the server. */

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";

type Schemas = components["schemas"];
export type CampaignEarnings = Schemas["CampaignEarnings"];
export type EarningsEntry = Schemas["EarningsEntry"];
export type Destination = Schemas["Destination"];
export type DestinationIn = Schemas["DestinationIn"];

const PAGE_ROWS = 50;
const REFRESH_MS = 15_000;

export function useEarnings() {
  return useQuery({
    queryKey: ["earnings"],
    queryFn: () => unwrap(api.GET("/api/v1/me/earnings")),
    refetchInterval: REFRESH_MS,
  });
}

export function useEntries() {
  return useInfiniteQuery({
    queryKey: ["earnings", "entries"],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/v1/me/entries", { params: { query: { cursor: pageParam, limit: PAGE_ROWS } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function useDestination() {
  return useQuery({
    queryKey: ["destination"],
    queryFn: () => unwrap(api.GET("/api/v1/me/payout-destination")),
  });
}

export function useSetDestination() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DestinationIn) => unwrap(api.PUT("/api/v1/me/payout-destination", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["destination"] }),
  });
}

export function useForgetDestination() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/me/payout-destination")),
    onSuccess: () => client.invalidateQueries({ queryKey: ["destination"] }),
  });
}
