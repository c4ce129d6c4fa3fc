import { Anchor, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, useEffect, useState } from "react";
import { Link, useParams, useSearchParams } from "wouter";
import { api, unwrap } from "../../api/client";
import type { components } from "../../api/schema";
import { percentText } from "../../core/format";
import { SimulatedMark, StateMark } from "../../ui/StateMark";
import { Empty, ErrorState, Loading } from "../../ui/states";
import { Annotator } from "../../widgets/annotator/Annotator";
import { useAnnotation } from "../../widgets/annotator/useAnnotation";
import { filterText, readFilters } from "../campaigns/items/filters";
import { OwnerFrame } from "../campaigns/OwnerFrame";
import { counted, ITEM_STATES, plain } from "../campaigns/words";
import { entriesOf, type ItemAnswer, spansOf } from "./history";
import classes from "./item.module.css";
import { Neighbours } from "./Neighbours";
import { PromoteItem } from "./PromoteItem";
import { TextItem } from "./TextItem";
import { Timeline } from "./Timeline";
import { ViewersPanel } from "./ViewersPanel";

type ItemDetail = components["schemas"]["ItemDetail"];

const LIVE_MS = 5_000;

/** One item: its text with marks in place, and everything that happened to it. */
export default function ItemPage() {
  const { id = "" } = useParams<{ id: string }>();
  return (
    <OwnerFrame>
      {/^\d+$/.test(id) ? (
        <WithItem id={Number(id)} />
      ) : (
        <Empty title="There is no such item">The address may be mistyped.</Empty>
      )}
    </OwnerFrame>
  );
}

function WithItem({ id }: { id: number }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["item", id],
    queryFn: () => unwrap(api.GET("/api/v1/items/{item_id}", { params: { path: { item_id: id } } })),
    refetchInterval: LIVE_MS,
  });
  if (data?.brief) return <WithHead item={data} Content={TextItem} />;
  if (data) return <WithHead item={data} Content={MarkedItem} />;
  return error ? (
    <ErrorState error={error} onRetry={() => void refetch()} />
  ) : (
    <Loading what="the item" lines={12} />
  );
}

interface ItemProps {
  item: ItemDetail;
}

function WithHead({ item, Content }: ItemProps & { Content: ComponentType<ItemProps> }) {
  return (
    <>
      <Head item={item} />
      {/* What was chosen to be seen belongs to one item. */}
      <Content key={item.id} item={item} />
      <ViewersPanel itemId={item.id} />
    </>
  );
}

function MarkedItem({ item }: ItemProps) {
  const [chosenId, setChosenId] = useState<number | null>(null);
  const shownId = chosenId ?? item.answer_id;
  const shown = item.answers.find((answer) => answer.id === shownId) ?? null;
  return (
    <div className={classes.columns}>
      <div className={classes.code}>
        <Shown item={item} answer={shown} />
        <Marks key={shown?.id ?? ""} item={item} answer={shown} />
      </div>
      <Timeline
        entries={entriesOf(item)}
        prelabel={item.prelabel}
        currentId={item.answer_id}
        shownId={shown?.id ?? null}
        onShow={setChosenId}
      />
    </div>
  );
}

function Head({ item }: ItemProps) {
  const [params] = useSearchParams();
  const filters = readFilters(params);
  const { word, tone } = ITEM_STATES[item.state];
  const back = filterText(filters);
  return (
    <div>
      <Anchor component={Link} href={`/campaigns/${item.campaign_id}/items${back && `?${back}`}`} size="sm">
        Items{back && " (filtered)"}
      </Anchor>
      <Group justify="space-between" align="start" gap="sm">
        <div style={{ flex: "1 1 320px", minWidth: 0 }}>
          <Title order={1} size="h2" style={{ overflowWrap: "anywhere" }}>
            {item.brief?.title || `${item.repository ? `${item.repository}/` : ""}${item.path}`}
          </Title>
          <Group gap="md" mt={4}>
            <Text span size="sm">
              <StateMark tone={tone}>{word}</StateMark>
            </Text>
            <Text span size="sm">
              {item.brief?.language || plain(item.category)}
              {item.stage_title && `, at “${item.stage_title}”`}
            </Text>
            <Text span size="sm" c="dimmed">
              item {item.id}
              {item.brief === null && `, from line ${item.first_line}`}, round {item.round}
              {item.confidence !== null && `, ${percentText(item.confidence)} confident`}
              {item.licences.length > 0 && `, ${item.licences.join(", ")}`}
            </Text>
          </Group>
          <Relatives item={item} />
        </div>
        <Group gap="sm" align="start">
          <PromoteItem campaignId={item.campaign_id} itemId={item.id} />
          <Neighbours itemId={item.id} campaignId={item.campaign_id} filters={filters} />
        </Group>
      </Group>
    </div>
  );
}

/** A pair leads to its data point, a data point to its pairs. */
function Relatives({ item: { parent_id: parentId, children } }: ItemProps) {
  if (parentId === null && children.length === 0) return null;
  return (
    <Group gap="4px 8px" mt={4}>
      {parentId !== null && (
        <Anchor component={Link} href={`/items/${parentId}`} size="sm">
          The data point that this pair compares
        </Anchor>
      )}
      {children.length > 0 && (
        <Text span size="sm" c="dimmed">
          {counted(children.length, "pair")} of this data point:
        </Text>
      )}
      {children.map((id) => (
        <Anchor key={id} component={Link} href={`/items/${id}`} size="sm">
          {id}
        </Anchor>
      ))}
    </Group>
  );
}

/** Whose marks stand in the text. */
function Shown({ item, answer }: { item: ItemDetail; answer: ItemAnswer | null }) {
  return (
    <Text size="sm" className={classes.shown ?? ""} component="div">
      {answer === null ? (
        "Nobody has marked this text yet."
      ) : (
        <>
          Marks of <b>{answer.worker_name}</b>, round {answer.round}
          {answer.id === item.answer_id ? ": the current ones" : ": not the current ones"}
          {answer.worker_simulated && (
            <>
              {" "}
              <SimulatedMark />
            </>
          )}
        </>
      )}
    </Text>
  );
}

function Marks({ item, answer }: { item: ItemDetail; answer: ItemAnswer | null }) {
  const spans = (answer && spansOf(answer)) ?? [];
  const annotation = useAnnotation({
    text: item.text,
    labels: item.labels.map((label) => label.key),
    spans,
    isNothingHere: answer !== null && spans.length === 0,
  });
  const { dispatch, state } = annotation;
  const firstId = state.spans[0]?.id;
  useEffect(() => {
    // Brings the first mark into sight.
    if (firstId !== undefined) dispatch({ type: "focus", id: firstId });
  }, [dispatch, firstId]);
  return (
    <div className={classes.annotator}>
      <Annotator
        annotation={annotation}
        labels={item.labels}
        language={item.language}
        firstLine={item.first_line}
        path={item.path}
        isReadOnly
        hasAutoFocus={false}
      />
    </div>
  );
}
