/** What the pages of a campaign of texts ask of the server; keys as in `queries.ts`. */

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { at, type Campaign, pace, part, STILL_MS, useChange } from "./queries";

type Schemas = components["schemas"];
export type TargetView = Schemas["TargetView"];
export type TargetCell = Schemas["TargetCell"];
export type Planning = Schemas["Planning"];
export type ExpertCapacity = Schemas["ExpertCapacity"];
export type StageLoad = Schemas["StageLoad"];
export type Classifier = Schemas["ClassifierView"];
export type DuplicatePair = Schemas["DuplicatePair"];
export type Decision = DuplicatePair["decision"];
export type GateView = Schemas["GateView"];
export type Criterion = Schemas["CriterionView"];
export type Shortfall = Schemas["ShortfallView"];
export type Delivery = Schemas["Delivery"];
export type DeliveryIn = Schemas["DeliveryIn"];
export type ModelRole = Schemas["ModelRole"];

export function useTarget(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "target"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/target", at(id))),
    refetchInterval: pace(campaign) * 2,
  });
}

export function usePlanning(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "planning"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/planning", at(id))),
    refetchInterval: pace(campaign) * 2,
  });
}

export function useClassifiers(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "classifiers"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/classifiers", at(id))),
    refetchInterval: STILL_MS,
  });
}

export function useModels(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "models"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/models", at(id))),
    refetchInterval: pace(campaign) * 2,
  });
}

const duplicatesKey = (id: number) => part(id, "duplicates");

/** All of them: the tab counts and filters by itself, and a decided pair stays where it is. */
export function useDuplicates(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: duplicatesKey(id),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/duplicates", at(id))),
    refetchInterval: STILL_MS,
  });
}

/** The list shows the decision at once; where the server refuses it, it is taken back there. */
export function useDecideDuplicate(id: number) {
  const client = useQueryClient();
  const show = (pairId: number, changes: Partial<DuplicatePair>) =>
    client.setQueryData(duplicatesKey(id), (before: DuplicatePair[] | undefined) =>
      before?.map((pair) => (pair.id === pairId ? { ...pair, ...changes } : pair)),
    );
  return useMutation({
    mutationFn: ({ pairId, decision }: DecideInput) =>
      unwrap(
        api.POST("/api/v1/campaigns/{campaign_id}/duplicates/{pair_id}", {
          params: { path: { campaign_id: id, pair_id: pairId } },
          body: { decision },
        }),
      ),
    onMutate: async ({ pairId, decision }) => {
      // A list that is on its way would bring the old decision back.
      await client.cancelQueries({ queryKey: duplicatesKey(id) });
      show(pairId, { decision, decided_by: null });
    },
    onSuccess: (decided) => show(decided.id, decided),
    onError: (_, { pairId, before }) => show(pairId, before),
  });
}

interface DecideInput {
  pairId: number;
  decision: Decision;
  /** What stood there, to go back to. */
  before: Pick<DuplicatePair, "decision" | "decided_by">;
}

/** The report as a page; it is plots and text, complete in itself. */
export function useEvaluationPage(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "evaluation.html"),
    queryFn: async () => {
      const page = await unwrap(
        api.GET("/api/v1/campaigns/{campaign_id}/evaluation.html", { ...at(id), parseAs: "text" }),
      );
      return String(page);
    },
    // It is long to read: it changes when the person asks for it, not under their eyes.
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}

/** What texts are compared with; read anew when a job may have added one. */
export function useBenchmarks(id: number, mark: number) {
  return useQuery({
    queryKey: part(id, "benchmarks", mark),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/benchmarks", at(id))),
    refetchInterval: STILL_MS,
    placeholderData: keepPreviousData,
  });
}

/** `mark` changes when a job may have changed it: then it is read anew. */
export function useGate(id: number, mark: number) {
  return useQuery({
    queryKey: part(id, "gate", mark),
    queryFn: async () => (await unwrap(api.GET("/api/v1/campaigns/{campaign_id}/gate", at(id)))) ?? null,
    refetchInterval: STILL_MS,
    placeholderData: keepPreviousData,
  });
}

export function useDeliveries(id: number, mark: number) {
  return useQuery({
    queryKey: part(id, "deliveries", mark),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/deliveries", at(id))),
    refetchInterval: STILL_MS,
    placeholderData: keepPreviousData,
  });
}

export function useCheckGate(id: number) {
  return useChange(id, (_: undefined) => unwrap(api.POST("/api/v1/campaigns/{campaign_id}/gate", at(id))));
}

export function useRefill(id: number) {
  return useChange(id, (_: undefined) => unwrap(api.POST("/api/v1/campaigns/{campaign_id}/refill", at(id))));
}

export function useDeliver(id: number) {
  return useChange(id, (body: DeliveryIn) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/deliveries", { ...at(id), body })),
  );
}
