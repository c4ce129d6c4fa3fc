import { Autocomplete, SegmentedControl, SimpleGrid, Stack } from "@mantine/core";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { Panel } from "../../../ui/Panel";
import { ErrorState, Loading } from "../../../ui/states";
import type { TabProps } from "../CampaignPage";
import { JobList } from "../JobList";
import { useIsText, useJobs } from "../queries";
import { BuiltInSources } from "./BuiltInSources";
import { DocumentList } from "./DocumentList";
import { ImportForm } from "./ImportForm";
import { RefusalList } from "./RefusalList";
import { UploadArea } from "./UploadArea";

/** The usual answers; any other SPDX id can be typed. */
const LICENCES = [
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "PSF-2.0",
  "Unlicense",
];

const OF_CODE = {
  title: "Add code",
  about:
    "Files are read, checked for their licence, cut into chunks, and become items. The same file twice is passed over.",
  accepts: "zip, tar, Parquet, JSONL or source files, up to 2 GB each",
};
const OF_DOCUMENTS: typeof OF_CODE = {
  title: "Add documents",
  about:
    "Documents are read and checked for their licence; the problems found in them become items. The same file twice is passed over.",
  accepts: "zip, tar, or documents such as Markdown, HTML, PDF, DOCX and notebooks, up to 2 GB each",
};

/** Where code comes in, what came of it, and what did not pass. */
export default function SourcesTab({ campaign }: TabProps) {
  const [licence, setLicence] = useState("");
  const [params, setParams] = useSearchParams();
  const jobs = useJobs(campaign.id);
  const imports = jobs.data?.filter((job) => job.kind === "ingest") ?? [];
  const isText = useIsText(campaign.id).data ?? false;
  const words = isText ? OF_DOCUMENTS : OF_CODE;
  // Documentation is not kept as files: its problems are items, and only what was refused is listed.
  const isRefused = isText || params.get("list") === "refused";
  const finished = imports.filter((job) => job.finished_at !== null).length;
  return (
    <Stack gap="md">
      <Panel title={words.title} about={words.about}>
        <Autocomplete
          label="Licence you declare"
          description="SPDX id, for files whose source states none. Leave it empty if you do not know: such files are refused."
          placeholder="for example MIT"
          data={LICENCES}
          value={licence}
          onChange={setLicence}
          maxLength={100}
          maw={520}
          mb="md"
        />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <UploadArea campaignId={campaign.id} licence={licence} accepts={words.accepts} />
          <ImportForm campaignId={campaign.id} licence={licence} />
        </SimpleGrid>
        {isText && <BuiltInSources campaignId={campaign.id} jobs={jobs.data} />}
      </Panel>
      {jobs.error && !jobs.data && <ErrorState error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {imports.length > 0 && (
        <Panel title="Imports">
          <JobList campaignId={campaign.id} jobs={imports} label="Imports" />
        </Panel>
      )}
      {!jobs.data && !jobs.error && <Loading what="imports" />}
      {(campaign.documents > 0 || finished > 0) && (
        <Panel
          title={isRefused ? "Refused files" : "Files"}
          about={
            isRefused
              ? "Files that did not pass, each with its reason. To let one in, correct the reason and import again."
              : "Files that passed. Each chunk is one item in every category."
          }
          tools={
            !isText && (
              <SegmentedControl
                size="xs"
                aria-label="Which files"
                data={[
                  { value: "passed", label: `Passed ${campaign.documents.toLocaleString("en-US")}` },
                  { value: "refused", label: "Refused" },
                ]}
                value={isRefused ? "refused" : "passed"}
                onChange={(value) =>
                  setParams(value === "refused" ? { list: "refused" } : {}, { replace: true })
                }
                transitionDuration={0}
              />
            )
          }
        >
          {isRefused ? (
            <RefusalList campaignId={campaign.id} mark={finished} />
          ) : (
            <DocumentList campaign={campaign} />
          )}
        </Panel>
      )}
    </Stack>
  );
}
