/** How a span is called for people, screen readers included. */

import type { WireSpan } from "./annotation";
import type { OffsetMap } from "./offsets";
import type { WireSuggestion } from "./suggestions";

/** "Suggested, 93 % sure: EMAIL, line 12, columns 8 to 29". */
export function suggestionName(map: OffsetMap, suggestion: WireSuggestion, firstLine = 1): string {
  return `Suggested, ${sureText(suggestion.confidence)}: ${spanName(map, suggestion, firstLine)}`;
}

/** "93 % sure": rounded down, for nothing is certain. */
export function sureText(confidence: number): string {
  return `${Math.min(99, Math.floor(confidence * 100))} % sure`;
}

/** "EMAIL, line 12, columns 8 to 29"; columns are in characters, both ends included. */
export function spanName(map: OffsetMap, span: WireSpan, firstLine = 1): string {
  const from = map.lineColumn(span.start, firstLine);
  const last = map.lineColumn(span.end - 1, firstLine);
  if (from.line !== last.line) {
    return `${span.label}, line ${from.line} column ${from.column} to line ${last.line} column ${last.column}`;
  }
  if (from.column === last.column) return `${span.label}, line ${from.line}, column ${from.column}`;
  return `${span.label}, line ${from.line}, columns ${from.column} to ${last.column}`;
}
