import { Button, FileButton, Group, Progress, Stack, Text } from "@mantine/core";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { ProblemError } from "../../../api/problem";
import { type Upload, upload } from "../../../api/upload";
import { percentText } from "../../../core/format";
import classes from "../owner.module.css";
import { Problem } from "../Problem";
import { type Job, useRefreshCampaign } from "../queries";
import { sizeText } from "../words";

interface Sending {
  name: string;
  sizeBytes: number;
  share: number;
  error: unknown;
}

interface UploadAreaProps {
  campaignId: number;
  licence: string;
  /** What can be sent, in words. */
  accepts: string;
}

/** Files from this computer: dropped or chosen; one is sent after the other. */
export function UploadArea({ campaignId, licence, accepts }: UploadAreaProps) {
  const [isOver, setOver] = useState(false);
  const { sendings, problem, send, cancel } = useUploads(campaignId, licence);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const items = [...event.dataTransfer.items];
    const hasFolder = items.some((item) => item.webkitGetAsEntry()?.isDirectory);
    send([...event.dataTransfer.files], hasFolder);
  };
  return (
    <Stack gap="sm">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button inside is everyone's */}
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Text size="sm">Drop archives or files here, or</Text>
        <FileButton multiple onChange={(files) => send(files, false)}>
          {(props) => <Button {...props}>Choose files</Button>}
        </FileButton>
        <Text size="xs" c="dimmed">
          {accepts}
        </Text>
      </div>
      {problem !== null && <Problem error={problem} />}
      {sendings.map((sending) => (
        <SendingRow key={sending.name} sending={sending} onCancel={() => cancel(sending.name)} />
      ))}
    </Stack>
  );
}

function SendingRow({ sending, onCancel }: { sending: Sending; onCancel: () => void }) {
  const { name, sizeBytes, share, error } = sending;
  if (error !== null) {
    return (
      <div>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Problem error={error} />
      </div>
    );
  }
  return (
    <div>
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          {name}{" "}
          <Text span c="dimmed">
            {share === 1 ? "is being taken in" : `${percentText(share)} of ${sizeText(sizeBytes)} sent`}
          </Text>
        </Text>
        <Button
          size="compact-xs"
          variant="default"
          onClick={onCancel}
          aria-label={`Cancel the upload of ${name}`}
        >
          Cancel
        </Button>
      </Group>
      <Progress
        value={100 * share}
        aria-label={`${name}: ${percentText(share)} sent`}
        transitionDuration={0}
      />
    </div>
  );
}

const FOLDER = new ProblemError(
  0,
  "folder",
  "A folder cannot be uploaded as it is.",
  "Pack it into a zip or tar file.",
);

function useUploads(campaignId: number, licence: string) {
  const [sendings, setSendings] = useState<readonly Sending[]>([]);
  const [problem, setProblem] = useState<unknown>(null);
  const refresh = useRefreshCampaign(campaignId);
  const running = useRef(new Map<string, Upload<Job>>());
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const cancelled = useRef(new Set<string>());

  // Leaving the page by accident would cut an upload short.
  const isBusy = sendings.some((sending) => sending.error === null);
  useEffect(() => {
    if (!isBusy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isBusy]);

  const change = (name: string, changes: Partial<Sending>) =>
    setSendings((before) => before.map((one) => (one.name === name ? { ...one, ...changes } : one)));
  const remove = (name: string) => setSendings((before) => before.filter((one) => one.name !== name));

  const sendOne = async (file: File) => {
    if (cancelled.current.delete(file.name)) return;
    const form = new FormData();
    if (licence.trim()) form.set("declared_licence", licence.trim());
    form.set("file", file);
    const sending = upload<Job>(`/api/v1/campaigns/${campaignId}/uploads`, form, (share) =>
      change(file.name, { share }),
    );
    running.current.set(file.name, sending);
    try {
      await sending.answer;
      remove(file.name);
    } catch (error) {
      if (error instanceof ProblemError && error.code === "cancelled") remove(file.name);
      else change(file.name, { error });
    } finally {
      running.current.delete(file.name);
      await refresh();
    }
  };

  const send = (files: readonly File[], hasFolder: boolean) => {
    setProblem(hasFolder ? FOLDER : null);
    if (hasFolder) return;
    const fresh = files.filter(
      (file) => !sendings.some((one) => one.name === file.name && one.error === null),
    );
    const names = new Set(fresh.map((file) => file.name));
    setSendings((before) => [
      ...before.filter((one) => !names.has(one.name)),
      ...fresh.map((file) => ({ name: file.name, sizeBytes: file.size, share: 0, error: null })),
    ]);
    for (const file of fresh) line.current = line.current.then(() => sendOne(file));
  };

  const cancel = (name: string) => {
    const sending = running.current.get(name);
    if (sending) sending.cancel();
    else {
      cancelled.current.add(name);
      remove(name);
    }
  };

  return { sendings, problem, send, cancel };
}
