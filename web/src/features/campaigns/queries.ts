/** Everything these pages ask of the server, and how often. Keys begin with ["campaign", id], so that one call refreshes all. */

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { isTextCampaign, trackTitles } from "./kinds";
import { plain } from "./words";

type Schemas = components["schemas"];
export type Campaign = Schemas["Campaign"];
export type CampaignEvent = Schemas["CampaignEvent"];
export type Stage = Schemas["StageSummary"];
export type StageEvent = Schemas["StageEvent"];
export type FunnelCell = Schemas["FunnelCell"];
export type Throughput = Schemas["Throughput"];
export type JudgementRow = Schemas["JudgementRow"];
export type QualityView = Schemas["QualityView"];
export type WorkerRow = Schemas["WorkerRow"];
export type Invite = Schemas["Invite"];
export type InviteCreated = Schemas["InviteCreated"];
export type InviteIn = Schemas["InviteIn"];
export type Job = Schemas["Job"];
export type Document = Schemas["Document"];
export type Refusal = Schemas["Refusal"];
export type ItemSummary = Schemas["ItemSummary"];
export type ItemState = Schemas["ItemState"];
export type RecipeSummary = Schemas["RecipeSummary"];
export type CampaignIn = Schemas["CampaignIn"];
export type ExportIn = Schemas["ExportIn"];

/** How often numbers are looked at anew while the page is visible; hidden pages ask nothing. */
const LIVE_MS = 2_500;
/** Of a campaign in which nothing moves. */
export const STILL_MS = 15_000;
const PAGE_ROWS = 100;

const campaignKey = (id: number) => ["campaign", id] as const;
export const part = (id: number, ...rest: readonly unknown[]) => [...campaignKey(id), ...rest];
export const at = (id: number) => ({ params: { path: { campaign_id: id } } });

export function useRecipes() {
  return useQuery({
    queryKey: ["recipes"],
    queryFn: () => unwrap(api.GET("/api/v1/recipes")),
    staleTime: 60_000,
  });
}

export function useRoots() {
  return useQuery({
    queryKey: ["roots"],
    queryFn: () => unwrap(api.GET("/api/v1/roots")),
    staleTime: 60_000,
  });
}

export function useCampaigns() {
  return useQuery({
    queryKey: ["campaigns"],
    queryFn: () => unwrap(api.GET("/api/v1/campaigns")),
    refetchInterval: STILL_MS,
  });
}

export function useCampaign(id: number) {
  return useQuery({
    queryKey: part(id, "itself"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}", at(id))),
    refetchInterval: LIVE_MS,
  });
}

/** How often the parts of a campaign are looked at: often while people work. */
export function pace(campaign: Campaign): number {
  return campaign.state === "RUNNING" ? LIVE_MS : STILL_MS;
}

export function useStages(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "stages"),
    queryFn: () => readStages(id),
    refetchInterval: pace(campaign),
  });
}

/** Whether it is a campaign of texts; undefined until its stages are known. Asked beside the campaign, not after it. */
export function useIsText(id: number) {
  return useQuery({
    queryKey: part(id, "stages"),
    queryFn: () => readStages(id),
    select: isTextCampaign,
  });
}

/** Says a track in words: "cpp" → "C++", as the stages of the campaign have it. */
export function useTrackText(id: number): (track: string) => string {
  const { data } = useQuery({
    queryKey: part(id, "stages"),
    queryFn: () => readStages(id),
    select: trackTitles,
  });
  return (track) => data?.get(track) ?? plain(track);
}

function readStages(id: number): Promise<Stage[]> {
  return unwrap(api.GET("/api/v1/campaigns/{campaign_id}/stages", at(id)));
}

export function useFunnel(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "funnel"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/funnel", at(id))),
    refetchInterval: pace(campaign),
  });
}

export function useThroughput(campaign: Campaign, minutes: number) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "throughput", minutes),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/campaigns/{campaign_id}/throughput", {
          params: { path: { campaign_id: id }, query: { minutes } },
        }),
      ),
    refetchInterval: pace(campaign),
    placeholderData: keepPreviousData,
  });
}

export function useAgreement(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "agreement"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/agreement", at(id))),
    refetchInterval: pace(campaign) * 2,
  });
}

/** Computed at most once in twenty times as long as it takes; the server keeps it meanwhile. */
export function useQuality(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "quality"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/quality", at(id))),
    refetchInterval: STILL_MS,
  });
}

export function usePrelabels(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "prelabels"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/prelabels", at(id))),
    refetchInterval: pace(campaign) * 2,
  });
}

export function useWorkers(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "workers"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/workers", at(id))),
    refetchInterval: pace(campaign),
  });
}

export function useInvites(campaign: Campaign) {
  const { id } = campaign;
  return useQuery({
    queryKey: part(id, "invites"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/invites", at(id))),
    refetchInterval: STILL_MS,
  });
}

export function isUnderWay(job: Job): boolean {
  return job.state === "QUEUED" || job.state === "RUNNING";
}

/** Jobs, looked at every second while one of them runs. */
export function useJobs(id: number) {
  return useQuery({
    queryKey: part(id, "jobs"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/jobs", at(id))),
    refetchInterval: (query) => (query.state.data?.some(isUnderWay) ? 1_000 : STILL_MS),
  });
}

/** `mark` changes when there may be more files: then the list is read anew. */
export function useDocuments(id: number, mark: number) {
  return useInfiniteQuery({
    queryKey: part(id, "documents", mark),
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/campaigns/{campaign_id}/documents", {
          params: { path: { campaign_id: id }, query: { cursor: pageParam, limit: PAGE_ROWS } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useRefusals(id: number, mark: number) {
  return useInfiniteQuery({
    queryKey: part(id, "refusals", mark),
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/campaigns/{campaign_id}/refusals", {
          params: { path: { campaign_id: id }, query: { cursor: pageParam, limit: PAGE_ROWS } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export interface ItemFilters {
  stageId: number | null;
  state: ItemState | null;
  category: string | null;
  path: string | null;
}

export function useItems(id: number, filters: ItemFilters) {
  return useInfiniteQuery({
    queryKey: part(id, "items", filters),
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/campaigns/{campaign_id}/items", {
          params: {
            path: { campaign_id: id },
            query: {
              cursor: pageParam,
              limit: PAGE_ROWS,
              stage_id: filters.stageId,
              state: filters.state,
              category: filters.category,
              path: filters.path,
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

// ── changes ──────────────────────────────────────────────────────────────────────────────────────

/** A change to a campaign; when it is done, everything of that campaign on screen is looked at anew. */
export function useChange<Input, Output>(id: number, change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: campaignKey(id) }),
        client.invalidateQueries({ queryKey: ["campaigns"] }),
      ]),
  });
}

export function useCreateCampaign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CampaignIn) => unwrap(api.POST("/api/v1/campaigns", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["campaigns"] }),
  });
}

export function useCampaignEvent(id: number) {
  return useChange(id, (event: CampaignEvent) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/events", { ...at(id), body: { event } })),
  );
}

export function useStagesEvent(id: number) {
  return useChange(id, (event: StageEvent) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/stages/events", { ...at(id), body: { event } })),
  );
}

export function useStageEvent(id: number) {
  return useChange(id, ({ stageId, event }: { stageId: number; event: StageEvent }) =>
    unwrap(
      api.POST("/api/v1/stages/{stage_id}/events", {
        params: { path: { stage_id: stageId } },
        body: { event },
      }),
    ),
  );
}

/** The same for several stages, one after the other: what went through stays, and the first problem is told. */
export function useStagesEvents(id: number) {
  return useChange(id, async ({ stageIds, event }: { stageIds: readonly number[]; event: StageEvent }) => {
    for (const stageId of stageIds) {
      await unwrap(
        api.POST("/api/v1/stages/{stage_id}/events", {
          params: { path: { stage_id: stageId } },
          body: { event },
        }),
      );
    }
  });
}

export function useImportPath(id: number) {
  return useChange(id, ({ path, licence }: { path: string; licence: string }) =>
    unwrap(
      api.POST("/api/v1/campaigns/{campaign_id}/imports", {
        ...at(id),
        body: { path, declared_licence: licence || null },
      }),
    ),
  );
}

export function useJobEvent(id: number) {
  return useChange(id, ({ jobId, event }: { jobId: number; event: "cancel" | "retry" }) =>
    unwrap(
      api.POST("/api/v1/jobs/{job_id}/events", { params: { path: { job_id: jobId } }, body: { event } }),
    ),
  );
}

export function useCreateInvite(id: number) {
  return useChange(id, (body: InviteIn) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/invites", { ...at(id), body })),
  );
}

export function useRevokeInvite(id: number) {
  return useChange(id, (inviteId: number) =>
    unwrap(
      api.DELETE("/api/v1/campaigns/{campaign_id}/invites/{invite_id}", {
        params: { path: { campaign_id: id, invite_id: inviteId } },
      }),
    ),
  );
}

export function useGrantSkill(id: number) {
  return useChange(id, (body: { account_id: number; skill: string; level: number }) =>
    unwrap(api.PUT("/api/v1/campaigns/{campaign_id}/skills", { ...at(id), body })),
  );
}

export function useAggregate(id: number) {
  return useChange(id, (_: undefined) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/aggregations", at(id))),
  );
}

export function useExport(id: number) {
  return useChange(id, (body: ExportIn) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/exports", { ...at(id), body })),
  );
}

/** After an upload, which does not go through `useChange`. */
export function useRefreshCampaign(id: number): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: campaignKey(id) });
}
