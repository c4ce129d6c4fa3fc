/** What the money tab asks of the server; keys as in `queries.ts`. */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { at, type Campaign, part, STILL_MS, useChange } from "../queries";

type Schemas = components["schemas"];
export type Budget = Schemas["Budget"];
export type StageOutlook = Schemas["StageOutlook"];
export type TrialBalance = Schemas["TrialBalance"];
export type AccountBalance = Schemas["AccountBalance"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type SharesPreview = Schemas["SharesPreview"];
export type FinalPreview = Schemas["FinalPreview"];
export type ShareRow = Schemas["ShareRow"];
export type PayoutsView = Schemas["PayoutsView"];
export type PayoutBatch = Schemas["PayoutBatch"];
export type PayoutRow = Schemas["PayoutRow"];
export type PayoutBatchEvent = Schemas["PayoutBatchEvent"];
export type PayoutEvent = Schemas["PayoutEvent"];
export type EntryKind = LedgerEntry["kind"];

const PAGE_ROWS = 50;

export function useBudget({ id }: Campaign) {
  return useQuery({
    queryKey: part(id, "budget"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/budget", at(id))),
    // It adds up the whole ledger: with 300,000 entries that takes the server half a second.
    refetchInterval: STILL_MS,
  });
}

export function useTrialBalance({ id }: Campaign) {
  return useQuery({
    queryKey: part(id, "trial-balance"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/trial-balance", at(id))),
    refetchInterval: STILL_MS,
  });
}

export function useLedger(id: number, kind: EntryKind | null) {
  return useInfiniteQuery({
    queryKey: part(id, "ledger", kind),
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/campaigns/{campaign_id}/ledger", {
          params: { path: { campaign_id: id }, query: { cursor: pageParam, limit: PAGE_ROWS, kind } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Computed when asked for: it goes over all accepted work. */
export function useBonuses(id: number, isAsked: boolean) {
  return useQuery({
    queryKey: part(id, "bonuses"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/bonuses", at(id))),
    enabled: isAsked,
    // A preview stays as it was looked at until it is posted or asked for anew.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useFinalShares(id: number, isAsked: boolean) {
  return useQuery({
    queryKey: part(id, "final-shares"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/final-shares", at(id))),
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function usePayouts({ id }: Campaign) {
  return useQuery({
    queryKey: part(id, "payouts"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/payouts", at(id))),
    refetchInterval: STILL_MS,
  });
}

export function useBatch(campaignId: number, batchId: number) {
  return useQuery({
    queryKey: part(campaignId, "batch", batchId),
    queryFn: () =>
      unwrap(api.GET("/api/v1/payout-batches/{batch_id}", { params: { path: { batch_id: batchId } } })),
  });
}

// ── changes ──────────────────────────────────────────────────────────────────────────────────────

/** A deposit, a refund or a correction; `key` is the dialog's, so that pressing twice posts once. */
export type MoneyMove =
  | { what: "fund" | "refund"; amount: string; reason: string; key: string }
  | { what: "correct"; workerId: number; amount: string; reason: string; key: string };

export function useMoneyMove(id: number) {
  return useChange(id, (move: MoneyMove) => {
    const params = { path: { campaign_id: id }, header: { "Idempotency-Key": move.key } };
    const { amount, reason } = move;
    if (move.what === "correct") {
      const body = { worker_id: move.workerId, amount, reason };
      return unwrap(api.POST("/api/v1/campaigns/{campaign_id}/corrections", { params, body }));
    }
    const body = { amount, reason };
    return move.what === "fund"
      ? unwrap(api.POST("/api/v1/campaigns/{campaign_id}/funds", { params, body }))
      : unwrap(api.POST("/api/v1/campaigns/{campaign_id}/refunds", { params, body }));
  });
}

export function usePostBonuses(id: number) {
  return useChange(id, ({ run, as_of, total }: SharesPreview) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/bonuses", { ...at(id), body: { run, as_of, total } })),
  );
}

export function usePostFinalShares(id: number) {
  return useChange(id, ({ run, total }: SharesPreview) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/final-shares", { ...at(id), body: { run, total } })),
  );
}

export function useDraftPayouts(id: number) {
  return useChange(id, (body: { minimum: string; with_unknown: boolean; note: string }) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/payouts", { ...at(id), body })),
  );
}

export function useBatchEvent(id: number, batchId: number) {
  return useChange(id, (body: { event: PayoutBatchEvent; reason: string }) =>
    unwrap(
      api.POST("/api/v1/payout-batches/{batch_id}/events", {
        params: { path: { batch_id: batchId } },
        body,
      }),
    ),
  );
}

export function usePayoutEvent(id: number) {
  return useChange(id, ({ payoutId, ...body }: { payoutId: number; event: PayoutEvent; reason: string }) =>
    unwrap(
      api.POST("/api/v1/payouts/{payout_id}/events", { params: { path: { payout_id: payoutId } }, body }),
    ),
  );
}
