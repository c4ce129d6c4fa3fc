import {
  Anchor,
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { ErrorState, Loading } from "../../ui/states";
import { OwnerFrame } from "./OwnerFrame";
import { Problem } from "./Problem";
import { type CampaignIn, useCreateCampaign, useRecipes } from "./queries";
import { RecipeCards } from "./RecipeCards";

/** The editor is large; most campaigns come from a shipped recipe. */
const RecipeText = lazy(() => import("./RecipeText"));

export default function NewCampaignPage() {
  return (
    <OwnerFrame width={880}>
      <div>
        <Anchor component={Link} href="/campaigns" size="sm">
          Campaigns
        </Anchor>
        <Title order={1}>New campaign</Title>
      </div>
      <NewCampaign />
    </OwnerFrame>
  );
}

/** As by default, spelled out: what the page says is what the campaign gets. */
const SUGGESTIONS: NonNullable<CampaignIn["prelabel"]> = {
  model: "default",
  uncertain_first: true,
  control_share: 0.1,
  confident_at: 0.98,
};

function NewCampaign() {
  const recipes = useRecipes();
  const [params, setParams] = useSearchParams();
  const isText = params.get("from") === "text";
  const [chosen, setChosen] = useState<string | null>(null);
  const [yaml, setYaml] = useState("");
  const [title, setTitle] = useState("");
  const [isSimulated, setSimulated] = useState(false);
  const [wantsSuggestions, setWantsSuggestions] = useState(false);
  const create = useCreateCampaign();
  const [, navigate] = useLocation();
  if (recipes.error && !recipes.data) {
    return <ErrorState error={recipes.error} onRetry={() => void recipes.refetch()} />;
  }
  if (!recipes.data) return <Loading what="recipes" />;
  const recipe = recipes.data.find((one) => one.key === chosen) ?? recipes.data[0];
  const canSuggest = !isText && recipe?.can_prelabel === true;
  const isReady = isText ? yaml.trim() !== "" : recipe !== undefined;
  const submit = () => {
    const body: CampaignIn = { simulated: isSimulated, title: title.trim() || null };
    if (wantsSuggestions && canSuggest) body.prelabel = SUGGESTIONS;
    if (isText) body.recipe_yaml = yaml;
    else body.recipe = recipe?.key ?? null;
    create.mutate(body, { onSuccess: ({ id }) => navigate(`/campaigns/${id}/sources`) });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !create.isPending) submit();
      }}
    >
      <Stack gap="lg">
        <Stack gap="sm">
          <SegmentedControl
            aria-label="Where the recipe comes from"
            data={[
              { value: "shipped", label: "A shipped recipe" },
              { value: "text", label: "Your own recipe" },
            ]}
            value={isText ? "text" : "shipped"}
            onChange={(value) => {
              create.reset();
              setParams(value === "text" ? { from: "text" } : {}, { replace: true });
            }}
            transitionDuration={0}
            style={{ alignSelf: "start", maxWidth: "100%" }}
          />
          {isText ? (
            <Suspense fallback={<Loading what="the editor" lines={8} />}>
              <RecipeText value={yaml} onChange={setYaml} error={create.error} />
            </Suspense>
          ) : (
            <RecipeCards recipes={recipes.data} chosen={recipe?.key ?? null} onChoose={setChosen} />
          )}
        </Stack>
        <TextInput
          label="Title"
          description="What you and the people you invite will call it."
          placeholder={isText ? "As in the recipe" : recipe?.title}
          value={title}
          maxLength={200}
          maw={520}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Checkbox
          label="A trial with simulated workers"
          description="The campaign and its dataset carry the mark “simulated” everywhere."
          checked={isSimulated}
          onChange={(event) => setSimulated(event.currentTarget.checked)}
        />
        {canSuggest && (
          <Checkbox
            label="Suggestions by the detector"
            description="It suggests marks, which people accept, edit or remove, and what it is least sure of comes first. For one item in ten its suggestion is held back, so that you see how far people lean on it."
            checked={wantsSuggestions}
            onChange={(event) => setWantsSuggestions(event.currentTarget.checked)}
            maw={720}
          />
        )}
        {canSuggest && (
          <Text size="sm">
            <Anchor component={Link} href={`/plan?recipe=${recipe.key}`}>
              Plan it first
            </Anchor>
            : what it costs, how long it takes and how good the data gets.
          </Text>
        )}
        {create.error && !isText && <Problem error={create.error} />}
        <Group gap="md">
          <Button type="submit" disabled={!isReady} loading={create.isPending}>
            Create campaign
          </Button>
          <Text size="sm" c="dimmed">
            Then you add code or documents. Nobody sees it before you start it.
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
