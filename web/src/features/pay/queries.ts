/** What the planner of fair pay asks of the server. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { at, part, STILL_MS, useChange } from "../campaigns/queries";

type Schemas = components["schemas"];
export type CountryTable = Schemas["CountryTable"];
export type CountryWorth = Schemas["CountryWorth"];
export type Opening = Schemas["Opening"];

/** Every country at a rate; amounts are decimal strings, and nothing is asked while one is missing. */
export function useCountryTable(rate: string, target: string) {
  return useQuery({
    queryKey: ["pay", "countries", rate, target],
    queryFn: () => unwrap(api.GET("/api/v1/pay/countries", { params: { query: { rate, target } } })),
    enabled: rate !== "" && target !== "",
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}

export function useRateNeeded(codes: readonly string[], target: string) {
  const countries = codes.join(",");
  return useQuery({
    queryKey: ["pay", "rate", countries, target],
    queryFn: () => unwrap(api.GET("/api/v1/pay/rate", { params: { query: { countries, target } } })),
    enabled: codes.length > 0 && target !== "",
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}

export function useOpening(id: number) {
  return useQuery({
    queryKey: part(id, "countries"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/countries", at(id))),
    refetchInterval: STILL_MS,
  });
}

export function useOpenTo(id: number) {
  return useChange(id, (countries: string[] | null) =>
    unwrap(api.PUT("/api/v1/campaigns/{campaign_id}/countries", { ...at(id), body: { countries } })),
  );
}
