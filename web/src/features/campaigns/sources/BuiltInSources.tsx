import { Button, Group, Stack, Text } from "@mantine/core";
import { Problem } from "../Problem";
import { type Job, useImportPath } from "../queries";

/** Documentation that every server has: something to begin with before there is any of one's own. */
const BUILT_IN = [
  { path: "python:standard-library", title: "Python's standard library" },
  { path: "python:packages", title: "Installed Python packages" },
] as const;

interface BuiltInSourcesProps {
  campaignId: number;
  /** Undefined while they are not known. */
  jobs: readonly Job[] | undefined;
}

export function BuiltInSources({ campaignId, jobs }: BuiltInSourcesProps) {
  const { mutate, isPending, variables, error } = useImportPath(campaignId);
  if (!jobs || jobs.some(bringsDocuments)) return null;
  return (
    <Stack gap="xs" mt="lg">
      <Text size="sm" fw={600}>
        Nothing at hand? Begin with documentation that comes with this server
      </Text>
      <Group gap="sm">
        {BUILT_IN.map(({ path, title }) => (
          <Button
            key={path}
            variant="default"
            disabled={isPending}
            loading={isPending && variables.path === path}
            // Their licences are known: none is declared.
            onClick={() => mutate({ path, licence: "" })}
          >
            {title}
          </Button>
        ))}
      </Group>
      {error && <Problem error={error} />}
    </Stack>
  );
}

function bringsDocuments({ kind, state }: Job): boolean {
  return kind === "ingest" && state !== "FAILED" && state !== "CANCELLED";
}
