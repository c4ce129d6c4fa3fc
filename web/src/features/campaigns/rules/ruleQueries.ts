/** What the rules page asks of the server; keys as in `queries.ts`. */

import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { at, type Campaign, part, STILL_MS, useChange } from "../queries";
import type { Definition } from "./draft";

type Schemas = components["schemas"];
export type RulesView = Schemas["RulesView"];
export type RuleRow = Schemas["RuleRow"];
export type RuleEvent = Schemas["RuleEvent"];
export type Replay = Schemas["Replay"];
export type ReplayHit = Schemas["ReplayHit"];
export type Evidence = Schemas["EvidenceRow"];

const LOG_ROWS = 100;

export function useRules({ id }: Campaign) {
  return useQuery({
    queryKey: part(id, "rules"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/rules", at(id))),
    refetchInterval: STILL_MS,
  });
}

export function useRuleLog({ id }: Campaign) {
  return useQuery({
    queryKey: part(id, "rules", "log"),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/campaigns/{campaign_id}/rules/log", {
          params: { path: { campaign_id: id }, query: { limit: LOG_ROWS } },
        }),
      ),
    refetchInterval: STILL_MS,
  });
}

/** The rule in plain words and what is wrong with it; asked anew as it changes. */
export function useCheck(id: number, definition: Definition | null, ruleId: number | null) {
  return useQuery({
    queryKey: part(id, "rules", "check", ruleId, definition),
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/campaigns/{campaign_id}/rules/check", {
          ...at(id),
          body: { definition: definition as Definition, rule_id: ruleId },
        }),
      ),
    enabled: definition !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
}

export function useReplay(id: number) {
  return useMutation({
    mutationFn: (body: { definition: Definition; days: number }) =>
      unwrap(api.POST("/api/v1/campaigns/{campaign_id}/rules/replay", { ...at(id), body })),
  });
}

interface Saved {
  definition: Definition;
  /** The rule that it changes; null for a new one. */
  before: RuleRow | null;
  isOn: boolean;
}

export function useSaveRule(id: number) {
  return useChange(id, ({ definition, before, isOn }: Saved) =>
    before === null
      ? unwrap(
          api.POST("/api/v1/campaigns/{campaign_id}/rules", { ...at(id), body: { definition, is_on: isOn } }),
        )
      : unwrap(
          api.PUT("/api/v1/rules/{rule_id}", {
            params: { path: { rule_id: before.id } },
            body: { version: before.version, definition },
          }),
        ),
  );
}

export function useSwitchRule(id: number) {
  return useChange(id, ({ ruleId, isOn }: { ruleId: number; isOn: boolean }) =>
    unwrap(
      api.PUT("/api/v1/rules/{rule_id}/switch", {
        params: { path: { rule_id: ruleId } },
        body: { is_on: isOn },
      }),
    ),
  );
}

export function useDeleteRule(id: number) {
  return useChange(id, (ruleId: number) =>
    unwrap(api.DELETE("/api/v1/rules/{rule_id}", { params: { path: { rule_id: ruleId } } })),
  );
}

export function useUndo(id: number) {
  return useChange(id, (eventId: number) =>
    unwrap(api.POST("/api/v1/rule-events/{event_id}/undo", { params: { path: { event_id: eventId } } })),
  );
}
