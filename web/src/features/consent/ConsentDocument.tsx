import { Text, Title } from "@mantine/core";
import type { components } from "../../api/schema";
import { MarkdownView } from "../../ui/MarkdownView";

type ConsentText = components["schemas"]["ConsentText"];
type Words = Pick<ConsentText, "title" | "sections">;

interface ConsentDocumentProps {
  consent: ConsentText | Words;
  /** Level of its heading on the page. */
  level: 2 | 3;
}

/** One version, as it is accepted: word by word. */
export function ConsentDocument({ consent, level }: ConsentDocumentProps) {
  return (
    <>
      <Title order={level} size="h3" mb={4}>
        {consent.title}
      </Title>
      {"version" in consent && (
        <Text size="xs" c="dimmed" mb="sm">
          Version {consent.version} of{" "}
          {new Date(consent.created_at).toLocaleDateString("en", { dateStyle: "medium" })}
        </Text>
      )}
      {consent.sections.map((section) => (
        <section key={section.key} aria-label={section.title}>
          <Title order={level === 2 ? 3 : 4} size="h4" mt="sm" mb={4}>
            {section.title}
          </Title>
          <MarkdownView source={section.text} what={section.title} />
        </section>
      ))}
    </>
  );
}

/** A version as plain lines, to compare it with another. */
export function plainOf({ title, sections }: Words): string {
  return [title, ...sections.flatMap((one) => ["", one.title, one.text])].join("\n");
}
