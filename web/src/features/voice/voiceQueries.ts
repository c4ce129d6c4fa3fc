/** What the worker's pages of voice ask of the server. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";

type Schemas = components["schemas"];
export type Message = Schemas["Message"];
export type MyThread = Schemas["MyThread"];
export type Appeal = Schemas["Appeal"];
export type Appealable = Schemas["Appealable"];
export type AppealKind = Schemas["Appealable"]["kind"];
export type FeedbackIn = Schemas["FeedbackIn"];

const LOOK_MS = 15_000;

export function useUnread() {
  return useQuery({
    queryKey: ["voice", "unread"],
    queryFn: () => unwrap(api.GET("/api/v1/me/unread")),
    refetchInterval: 60_000,
  });
}

export function useMyThreads() {
  return useQuery({
    queryKey: ["voice", "threads"],
    queryFn: () => unwrap(api.GET("/api/v1/me/threads")),
    refetchInterval: LOOK_MS,
  });
}

const at = (campaignId: number) => ({ params: { path: { campaign_id: campaignId } } });

export function useMyThread(campaignId: number) {
  return useQuery({
    queryKey: ["voice", "thread", campaignId],
    queryFn: () => unwrap(api.GET("/api/v1/me/threads/{campaign_id}", at(campaignId))),
    refetchInterval: LOOK_MS,
  });
}

/** A change after which everything of voice on screen is looked at anew. */
function useVoiceChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ["voice"] }),
  });
}

export function useWrite(campaignId: number) {
  return useVoiceChange((text: string) =>
    unwrap(api.POST("/api/v1/me/threads/{campaign_id}", { ...at(campaignId), body: { text } })),
  );
}

export function useReadMine() {
  return useVoiceChange((campaignId: number) =>
    unwrap(api.POST("/api/v1/me/threads/{campaign_id}/read", at(campaignId))),
  );
}

export function useMyAnnouncements() {
  return useQuery({
    queryKey: ["voice", "announcements"],
    queryFn: () => unwrap(api.GET("/api/v1/me/announcements")),
    refetchInterval: 60_000,
  });
}

export function useDismiss() {
  return useVoiceChange((id: number) =>
    unwrap(
      api.POST("/api/v1/announcements/{announcement_id}/dismiss", {
        params: { path: { announcement_id: id } },
      }),
    ),
  );
}

export function useMyAppeals() {
  return useQuery({
    queryKey: ["voice", "appeals"],
    queryFn: () => unwrap(api.GET("/api/v1/me/appeals")),
    refetchInterval: LOOK_MS,
  });
}

export function useAppealable(kind: AppealKind, id: number) {
  return useQuery({
    queryKey: ["voice", "appealable", kind, id],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/me/appealable/{kind}/{subject_id}", { params: { path: { kind, subject_id: id } } }),
      ),
    refetchOnWindowFocus: false,
  });
}

export function useFileAppeal() {
  return useVoiceChange((body: Schemas["AppealIn"]) => unwrap(api.POST("/api/v1/appeals", { body })));
}

export function useWithdrawAppeal() {
  return useVoiceChange((id: number) =>
    unwrap(api.POST("/api/v1/appeals/{appeal_id}/withdraw", { params: { path: { appeal_id: id } } })),
  );
}

export function useFeedback(assignmentId: number) {
  return useQuery({
    queryKey: ["voice", "feedback", assignmentId],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/assignments/{assignment_id}/feedback", {
          params: { path: { assignment_id: assignmentId } },
        }),
      ),
    refetchOnWindowFocus: false,
  });
}

export function useGiveFeedback(assignmentId: number) {
  return useVoiceChange((body: FeedbackIn) =>
    unwrap(
      api.PUT("/api/v1/assignments/{assignment_id}/feedback", {
        params: { path: { assignment_id: assignmentId } },
        body,
      }),
    ),
  );
}
