import { Radio, Stack } from "@mantine/core";
import classes from "./owner.module.css";
import type { RecipeSummary } from "./queries";
import { plain } from "./words";

interface RecipeCardsProps {
  recipes: readonly RecipeSummary[];
  chosen: string | null;
  onChoose: (key: string) => void;
}

/** What each recipe does, one to choose. */
export function RecipeCards({ recipes, chosen, onChoose }: RecipeCardsProps) {
  return (
    <Radio.Group value={chosen ?? ""} onChange={onChoose} aria-label="Recipe">
      <Stack gap="sm">
        {recipes.map((recipe) => (
          <div key={recipe.key} className={classes.card}>
            <Radio
              value={recipe.key}
              label={
                <>
                  <b>{recipe.title}</b> ({recipe.key}, version {recipe.version})
                </>
              }
              description={recipe.description}
            />
            <dl className={classes.facts}>
              <dt>Categories</dt>
              <dd>{recipe.categories.join(", ")}</dd>
              <dt>Stages</dt>
              <dd>{recipe.stages.map(plain).join(" → ")}</dd>
            </dl>
          </div>
        ))}
      </Stack>
    </Radio.Group>
  );
}
