import { Anchor, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { Link, useSearchParams } from "wouter";
import { percentText } from "../../../core/format";
import { groupBy } from "../../../core/groups";
import { SearchIcon } from "../../../ui/icons";
import { type PagedColumn, PagedTable } from "../../../ui/PagedTable";
import { StateMark } from "../../../ui/StateMark";
import { Empty, ErrorState, Loading } from "../../../ui/states";
import { RelativeTime } from "../../../ui/values";
import type { TabProps } from "../CampaignPage";
import { templateTitle } from "../kinds";
import classes from "../owner.module.css";
import {
  type Campaign,
  type ItemFilters,
  type ItemSummary,
  type Stage,
  useIsText,
  useItems,
  useStages,
  useTrackText,
} from "../queries";
import { ITEM_STATES } from "../words";
import { filterText, readFilters } from "./filters";

const PATH_PAUSE_MS = 300;

/** Every item, by where it stands. The filter is in the address, and goes along to the item's page. */
export default function ItemsTab({ campaign }: TabProps) {
  const [params, setParams] = useSearchParams();
  const filters = readFilters(params);
  const query = useItems(campaign.id, filters);
  const isText = useIsText(campaign.id).data ?? false;
  const trackText = useTrackText(campaign.id);
  const change = (changes: Partial<ItemFilters>) =>
    setParams((before) => filterText({ ...readFilters(before), ...changes }), { replace: true });
  const isFiltered = filterText(filters) !== "";
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Stack gap="md">
      <Filters
        campaign={campaign}
        filters={filters}
        onChange={change}
        isFiltered={isFiltered}
        isText={isText}
      />
      {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading what="items" lines={10} />}
      {query.data && rows.length === 0 && (
        <NoItems
          campaign={campaign}
          isFiltered={isFiltered}
          isText={isText}
          onClear={() => setParams("", { replace: true })}
        />
      )}
      {rows.length > 0 && (
        <PagedTable
          caption="Items"
          columns={columnsOf(campaign.id, filterText(filters), isText, trackText)}
          rows={rows}
          rowKey={(row) => row.id}
          total={isFiltered ? undefined : campaign.items}
          hasMore={query.hasNextPage}
          isLoadingMore={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
    </Stack>
  );
}

interface FiltersProps {
  campaign: Campaign;
  filters: ItemFilters;
  onChange: (changes: Partial<ItemFilters>) => void;
  isFiltered: boolean;
  isText: boolean;
}

function Filters({ campaign, filters, onChange, isFiltered, isText }: FiltersProps) {
  const stages = useStages(campaign);
  const trackText = useTrackText(campaign.id);
  const [path, setPath] = useState(filters.path ?? "");
  const search = useDebouncedCallback((text: string) => onChange({ path: text || null }), PATH_PAUSE_MS);
  const categories = [...new Set(stages.data?.map((stage) => stage.category))];
  return (
    <Group gap="sm" align="end" role="search" aria-label="Items">
      <TextInput
        label={isText ? "Part of the title" : "Part of the path"}
        size="xs"
        leftSection={<SearchIcon />}
        value={path}
        onChange={(event) => {
          setPath(event.currentTarget.value);
          search(event.currentTarget.value);
        }}
        style={{ flex: "1 1 200px", maxWidth: 320 }}
      />
      <Select
        label={isText ? "Track" : "Category"}
        size="xs"
        clearable
        placeholder="Any"
        data={categories.map((key) => ({ value: key, label: trackText(key) }))}
        value={filters.category}
        onChange={(category) => onChange({ category })}
        w={140}
      />
      <Select
        label="State"
        size="xs"
        clearable
        placeholder="Any"
        data={Object.entries(ITEM_STATES).map(([value, { word }]) => ({ value, label: word }))}
        value={filters.state}
        onChange={(state) => onChange({ state: state as ItemFilters["state"] })}
        w={124}
      />
      <Select
        label="Stage"
        size="xs"
        clearable
        searchable
        placeholder="Any"
        data={stageChoices(stages.data ?? [])}
        value={filters.stageId === null ? null : String(filters.stageId)}
        onChange={(id) => onChange({ stageId: id === null ? null : Number(id) })}
        w={208}
      />
      {isFiltered && (
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            setPath("");
            onChange({ path: null, category: null, state: null, stageId: null });
          }}
        >
          Show all
        </Button>
      )}
    </Group>
  );
}

interface NoItemsProps {
  campaign: Campaign;
  isFiltered: boolean;
  isText: boolean;
  onClear: () => void;
}

function NoItems({ campaign, isFiltered, isText, onClear }: NoItemsProps) {
  if (isFiltered) {
    return (
      <Empty title="No item fits" action={<Button onClick={onClear}>Show all items</Button>}>
        Nothing stands there right now. Take away a part of the filter to see more.
      </Empty>
    );
  }
  return (
    <Empty
      title="No items yet"
      action={
        <Button component={Link} href={`/campaigns/${campaign.id}/sources`}>
          {isText ? "Add documents" : "Add code"}
        </Button>
      }
    >
      {isText
        ? "An item is one problem, on its way to a prompt with a checked completion. They come from the documents you import."
        : "An item is one chunk of code in one category. They come from the code you import."}
    </Empty>
  );
}

/** Many stages are found by their step first, then by the track. */
function stageChoices(stages: readonly Stage[]) {
  const option = (stage: Stage) => ({ value: String(stage.id), label: stage.title });
  const byTemplate = groupBy(stages, (stage) => stage.template);
  if (byTemplate.size === stages.length) return stages.map(option);
  return [...byTemplate].map(([template, mine]) => ({
    group: templateTitle(template, mine),
    items: mine.map(option),
  }));
}

function columnsOf(
  campaignId: number,
  filter: string,
  isText: boolean,
  trackText: (track: string) => string,
): readonly PagedColumn<ItemSummary>[] {
  const query = [`campaign=${campaignId}`, filter].filter(Boolean).join("&");
  return [
    isText ? textColumn(query) : chunkColumn(query),
    {
      key: "category",
      title: isText ? "Track" : "Category",
      cell: (row) => <span className={classes.nowrap}>{trackText(row.category)}</span>,
    },
    {
      key: "state",
      title: "State",
      cell: ({ state }) => <StateMark tone={ITEM_STATES[state].tone}>{ITEM_STATES[state].word}</StateMark>,
    },
    {
      key: "stage",
      title: "Stage",
      cell: (row) => <span className={classes.nowrap}>{row.stage_title ?? "–"}</span>,
    },
    { key: "round", title: "Round", isNumeric: true, cell: (row) => row.round },
    ...(isText ? [] : MARK_COLUMNS),
    {
      key: "updated",
      title: "Changed",
      cell: (row) => (
        <span className={classes.nowrap}>
          <RelativeTime at={row.updated_at} />
        </span>
      ),
    },
  ];
}

const MARK_COLUMNS: readonly PagedColumn<ItemSummary>[] = [
  { key: "marks", title: "Marks", isNumeric: true, cell: (row) => row.marks ?? "–" },
  {
    key: "confidence",
    title: "Confidence",
    isNumeric: true,
    cell: (row) => (row.confidence === null ? "–" : percentText(row.confidence)),
  },
];

function chunkColumn(query: string): PagedColumn<ItemSummary> {
  return {
    key: "path",
    title: "Chunk",
    cell: (row) => (
      <Anchor component={Link} href={`/items/${row.id}?${query}`} className={classes.path ?? ""}>
        {row.path}:{row.first_line}
      </Anchor>
    ),
  };
}

/** Titles may be the same, as those of a data point and its pairs: the number tells them apart. */
function textColumn(query: string): PagedColumn<ItemSummary> {
  return {
    key: "item",
    title: "Item",
    cell: (row) => (
      <span className={classes.title}>
        <Anchor component={Link} href={`/items/${row.id}?${query}`} size="sm">
          {row.path || `Item ${row.id}`}
        </Anchor>
        <Text span size="xs" c="dimmed">
          {row.id}
        </Text>
      </span>
    ),
  };
}
