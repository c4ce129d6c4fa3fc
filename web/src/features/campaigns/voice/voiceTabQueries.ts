/** What the tabs Voice and Consent ask of the server. */

import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import type { components } from "../../../api/schema";
import { at, type Campaign, pace, part, useChange } from "../queries";

type Schemas = components["schemas"];
export type ReportedTask = Schemas["ReportedTask"];
export type StageFeedback = Schemas["StageFeedback"];
export type FeedbackSaid = Schemas["FeedbackSaid"];
export type Appeal = Schemas["Appeal"];
export type CountryPayRow = Schemas["CountryPayRow"];
export type Announcement = Schemas["Announcement"];
export type ConsentHistory = Schemas["ConsentHistory"];

export function useVoiceWaiting(campaign: Campaign) {
  return useQuery({
    queryKey: part(campaign.id, "voice"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/voice", at(campaign.id))),
    refetchInterval: pace(campaign) * 4,
  });
}

export function useReports(campaign: Campaign) {
  return useQuery({
    queryKey: part(campaign.id, "reports"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/reports", at(campaign.id))),
    refetchInterval: pace(campaign) * 4,
  });
}

export function useDecideReport(id: number) {
  return useChange(id, ({ taskId, ...body }: { taskId: number } & Schemas["ReportDecisionIn"]) =>
    unwrap(api.POST("/api/v1/tasks/{task_id}/report", { params: { path: { task_id: taskId } }, body })),
  );
}

export function useFeedbackByStage(id: number) {
  return useQuery({
    queryKey: part(id, "feedback"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/feedback", at(id))),
  });
}

export function useFeedbackTexts(id: number) {
  return useQuery({
    queryKey: part(id, "feedback", "texts"),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/campaigns/{campaign_id}/feedback/texts", {
          params: { path: { campaign_id: id }, query: { limit: 30 } },
        }),
      ),
  });
}

export function useThreads(campaign: Campaign) {
  return useQuery({
    queryKey: part(campaign.id, "threads"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/threads", at(campaign.id))),
    refetchInterval: pace(campaign) * 4,
  });
}

const threadAt = (id: number, workerId: number) => ({
  params: { path: { campaign_id: id, worker_id: workerId } },
});

export function useThread(id: number, workerId: number) {
  return useQuery({
    queryKey: part(id, "threads", workerId),
    queryFn: () =>
      unwrap(api.GET("/api/v1/campaigns/{campaign_id}/threads/{worker_id}", threadAt(id, workerId))),
    refetchInterval: 10_000,
  });
}

export function useSend(id: number, workerId: number) {
  return useChange(id, (text: string) =>
    unwrap(
      api.POST("/api/v1/campaigns/{campaign_id}/threads/{worker_id}", {
        ...threadAt(id, workerId),
        body: { text },
      }),
    ),
  );
}

export function useMarkRead(id: number) {
  return useChange(id, (workerId: number) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/threads/{worker_id}/read", threadAt(id, workerId))),
  );
}

export function useAppeals(campaign: Campaign) {
  return useQuery({
    queryKey: part(campaign.id, "appeals"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/appeals", at(campaign.id))),
    refetchInterval: pace(campaign) * 4,
  });
}

export function useDecideAppeal(id: number) {
  return useChange(id, ({ appealId, ...body }: { appealId: number } & Schemas["AppealDecisionIn"]) =>
    unwrap(
      api.POST("/api/v1/appeals/{appeal_id}/decision", { params: { path: { appeal_id: appealId } }, body }),
    ),
  );
}

export function useSetAppealDays(id: number) {
  return useChange(id, (days: number) =>
    unwrap(api.PUT("/api/v1/campaigns/{campaign_id}/appeals/days", { ...at(id), body: { days } })),
  );
}

export function useCountryPay(id: number) {
  return useQuery({
    queryKey: part(id, "country-pay"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/country-pay", at(id))),
  });
}

export function useAnnouncements(id: number) {
  return useQuery({
    queryKey: part(id, "announcements"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/announcements", at(id))),
  });
}

export function useAnnounce(id: number) {
  return useChange(id, (text: string) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/announcements", { ...at(id), body: { text } })),
  );
}

export function useWithdrawAnnouncement(id: number) {
  return useChange(id, (announcementId: number) =>
    unwrap(
      api.DELETE("/api/v1/announcements/{announcement_id}", {
        params: { path: { announcement_id: announcementId } },
      }),
    ),
  );
}

export function useConsent(id: number) {
  return useQuery({
    queryKey: part(id, "consent"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/consent", at(id))),
  });
}

export function usePreviewConsent(id: number, title: string, text: string) {
  return useQuery({
    queryKey: part(id, "consent", "preview", title, text),
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/campaigns/{campaign_id}/consent/preview", { ...at(id), body: { title, text } }),
      ),
    enabled: title !== "",
    placeholderData: (before) => before,
  });
}

export function usePublishConsent(id: number) {
  return useChange(id, (body: Schemas["ConsentIn"]) =>
    unwrap(api.POST("/api/v1/campaigns/{campaign_id}/consent", { ...at(id), body })),
  );
}

export function useAcceptances(id: number) {
  return useQuery({
    queryKey: part(id, "acceptances"),
    queryFn: () => unwrap(api.GET("/api/v1/campaigns/{campaign_id}/consent/acceptances", at(id))),
  });
}

export function useForget(id: number) {
  return useChange(id, ({ workerId, ...body }: { workerId: number } & Schemas["ForgetIn"]) =>
    unwrap(
      api.POST("/api/v1/campaigns/{campaign_id}/workers/{worker_id}/erasure", {
        ...threadAt(id, workerId),
        body,
      }),
    ),
  );
}
