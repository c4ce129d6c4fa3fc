/** Two prompts side by side: which words the one has and the other has not. Pure. */

import { diffSteps } from "../../../core/diff";

export interface Part {
  text: string;
  isDifferent: boolean;
}

/** The two texts in parts; joined, the parts give the text again, to the character. */
export function wordDiff(first: string, second: string): [first: Part[], second: Part[]] {
  const [a, b] = [tokensOf(first), tokensOf(second)];
  const steps = diffSteps(
    a.map((token) => token.trim()),
    b.map((token) => token.trim()),
  );
  const left = steps.filter((step) => step !== "added").map((step) => step === "removed");
  const right = steps.filter((step) => step !== "removed").map((step) => step === "added");
  return [partsOf(a, left), partsOf(b, right)];
}

/** Words with the space after them; space before the first word belongs to it. */
function tokensOf(text: string): string[] {
  return text.match(/^\s+$|^\s*\S+\s*|\S+\s*/g) ?? [];
}

function partsOf(tokens: readonly string[], flags: readonly boolean[]): Part[] {
  const parts: Part[] = [];
  const add = (text: string, isDifferent: boolean) => {
    const last = parts.at(-1);
    if (last?.isDifferent === isDifferent) last.text += text;
    else if (text !== "") parts.push({ text, isDifferent });
  };
  tokens.forEach((token, index) => {
    const isDifferent = flags[index] ?? false;
    // The space after the last differing word is not different.
    const words = isDifferent && !flags[index + 1] ? token.trimEnd() : token;
    add(words, isDifferent);
    add(token.slice(words.length), false);
  });
  return parts;
}
