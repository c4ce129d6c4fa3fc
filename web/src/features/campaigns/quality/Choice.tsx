import { NativeSelect } from "@mantine/core";
import { useSearchParams } from "wouter";
import { choiceWords, type Drift, keyOf } from "./quality";

interface ChoiceProps {
  /** Its name in the address. */
  name: string;
  label: string;
  rows: readonly Pick<Drift, "kind" | "category">[];
  current: Pick<Drift, "kind" | "category">;
}

/** Which kind of answer and category a panel shows; kept in the address. */
export function Choice({ name, label, rows, current }: ChoiceProps) {
  const [, setParams] = useSearchParams();
  if (rows.length < 2) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={keyOf(current)}
      data={rows.map((row) => ({ value: keyOf(row), label: choiceWords(row) }))}
      onChange={({ currentTarget: { value } }) =>
        setParams(
          (before) => {
            const next = new URLSearchParams(before);
            next.set(name, value);
            return next;
          },
          { replace: true },
        )
      }
    />
  );
}
