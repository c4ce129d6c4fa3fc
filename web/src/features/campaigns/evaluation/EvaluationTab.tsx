import { Anchor, Button, Group, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { useEvaluationPage } from "../textQueries";
import classes from "./evaluation.module.css";

/** Win rates, biases and agreement: the report as it would be sent to somebody, and nothing beside it. */
export default function EvaluationTab({ campaign }: TabProps) {
  const { data, error, refetch, isFetching, dataUpdatedAt } = useEvaluationPage(campaign);
  if (data === undefined) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the report" lines={12} />
    );
  }
  if (data.trim() === "") {
    return (
      <Empty
        title="Nothing is evaluated yet"
        action={
          <Button component={Link} href={`/campaigns/${campaign.id}/stages`}>
            To the stages
          </Button>
        }
      >
        Win rates come once accepted data points were answered by opponents and compared. See under Stages
        whether those stages are open.
      </Empty>
    );
  }
  return (
    <div>
      <Group justify="space-between" mb="sm" gap="sm">
        <Text size="sm" c="dimmed" component="div">
          Computed <RelativeTime at={new Date(dataUpdatedAt).toISOString()} />. It stays as it is while you
          read.
        </Text>
        <Group gap="sm">
          <Anchor
            href={`/api/v1/campaigns/${campaign.id}/evaluation.html`}
            target="_blank"
            rel="noreferrer noopener"
            size="sm"
          >
            Open the report
          </Anchor>
          <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
            Compute anew
          </Button>
        </Group>
      </Group>
      <Report html={data} />
    </div>
  );
}

/**
 * The page in a frame: it is complete in itself and has no script, and the sandbox lets none run. The frame keeps the
 * page's origin only so that its height can be read; the page scrolls, not the frame.
 */
function Report({ html }: { html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number | null>(null);
  const observer = useRef<ResizeObserver | null>(null);
  useEffect(() => () => observer.current?.disconnect(), []);
  const watch = () => {
    const root = frame.current?.contentDocument?.documentElement;
    if (!root) return;
    observer.current?.disconnect();
    observer.current = new ResizeObserver(() => setHeight(Math.ceil(root.getBoundingClientRect().height)));
    observer.current.observe(root);
  };
  return (
    <iframe
      ref={frame}
      title="Evaluation report"
      className={classes.report}
      sandbox="allow-same-origin allow-popups"
      srcDoc={html}
      onLoad={watch}
      style={height === null ? undefined : { height }}
    />
  );
}
