/**
 * Every page, one line each. A page is a default export, in a chunk of its own; it frames itself with `Shell`.
 * The first match wins; the last entry is for addresses that lead nowhere.
 */

import { type ComponentType, lazy } from "react";

export interface PageRoute {
  path: string;
  Page: ComponentType;
}

export const routes: readonly PageRoute[] = [
  { path: "/", Page: lazy(() => import("./features/home/HomePage")) },
  { path: "/login", Page: lazy(() => import("./features/session/LoginPage")) },
  { path: "/join/:code", Page: lazy(() => import("./features/session/JoinPage")) },
  { path: "/work", Page: lazy(() => import("./features/work/WorkPage")) },
  { path: "/campaigns/:id/quiz/:category", Page: lazy(() => import("./features/quiz/QuizPage")) },
  { path: "/stages/:id", Page: lazy(() => import("./features/task/TaskPage")) },
  { path: "/standing", Page: lazy(() => import("./features/standing/StandingPage")) },
  { path: "/earnings", Page: lazy(() => import("./features/earnings/EarningsPage")) },
  { path: "/messages", Page: lazy(() => import("./features/voice/MessagesPage")) },
  { path: "/appeals/new", Page: lazy(() => import("./features/voice/NewAppealPage")) },
  { path: "/appeals", Page: lazy(() => import("./features/voice/AppealsPage")) },
  { path: "/my-data", Page: lazy(() => import("./features/consent/MyDataPage")) },
  { path: "/consent/:id", Page: lazy(() => import("./features/consent/ConsentPage")) },
  { path: "/history", Page: lazy(() => import("./features/history/HistoryPage")) },
  { path: "/campaigns", Page: lazy(() => import("./features/campaigns/CampaignsPage")) },
  { path: "/campaigns/new", Page: lazy(() => import("./features/campaigns/NewCampaignPage")) },
  { path: "/campaigns/:id/:tab?", Page: lazy(() => import("./features/campaigns/CampaignPage")) },
  { path: "/pay", Page: lazy(() => import("./features/pay/PayPage")) },
  { path: "/plan", Page: lazy(() => import("./features/campaigns/plan/PlanPage")) },
  { path: "/items/:id", Page: lazy(() => import("./features/items/ItemPage")) },
  { path: "/tokens", Page: lazy(() => import("./features/tokens/TokensPage")) },
  { path: "/*", Page: lazy(() => import("./features/home/NotFoundPage")) },
];
