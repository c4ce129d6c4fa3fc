/** What an owner should do next. Pure. */

import type { Campaign, Stage } from "../queries";

export interface Step {
  kind: "import" | "start" | "open" | "invite" | "export" | "deliver";
  title: string;
  why: string;
}

/** Null while there is nothing to do but watch. */
export function nextStep(
  campaign: Pick<Campaign, "state" | "items" | "items_finished" | "workers">,
  stages: readonly Pick<Stage, "state">[],
  isText = false,
): Step | null {
  if (campaign.state === "PAUSED") return null;
  if (isText && campaign.items === 0) {
    return {
      kind: "import",
      title: "Add documents to write about",
      why: "Import documentation: a folder, repository or archive. The problems found in it become items.",
    };
  }
  if (isText && campaign.items_finished === campaign.items) {
    return {
      kind: "deliver",
      title: "All items are finished",
      why: "Look at the gate. Where it falls short, refill; where it holds, deliver.",
    };
  }
  if (campaign.items === 0) {
    return {
      kind: "import",
      title: "Add code to work on",
      why: "Import a folder, repository or archive. Every chunk becomes one item in each category.",
    };
  }
  if (campaign.items_finished === campaign.items) {
    return {
      kind: "export",
      title: "All items are finished",
      why: "Aggregate the answers and export the dataset; or add more code.",
    };
  }
  if (campaign.state === "DRAFT") {
    return {
      kind: "start",
      title: "Start the campaign",
      why: `${isText ? "The documents are" : "The code is"} in. Workers see the campaign once it runs.`,
    };
  }
  if (campaign.state !== "RUNNING") return null;
  if (stages.every((stage) => stage.state === "CLOSED")) {
    return {
      kind: "open",
      title: "Open the stages",
      why: "Only open stages hand out tasks. You can pause or close each one later.",
    };
  }
  if (campaign.workers === 0) {
    return {
      kind: "invite",
      title: "Invite workers",
      why: "Nobody has joined yet. Make an invite and send its link.",
    };
  }
  return null;
}
