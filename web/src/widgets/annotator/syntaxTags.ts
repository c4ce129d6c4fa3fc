/** Which parts of code share a colour: one table for the editors and for code in rendered texts. */

import { type Tag, tags } from "@lezer/highlight";
import type { SYNTAX } from "../../ui/tokens";

export type SyntaxName = keyof (typeof SYNTAX)["light"];

export const SYNTAX_TAGS: readonly { name: SyntaxName; tag: Tag[] }[] = [
  { name: "keyword", tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword] },
  { name: "string", tag: [tags.string, tags.special(tags.string), tags.regexp] },
  { name: "comment", tag: [tags.comment, tags.docComment, tags.meta] },
  { name: "number", tag: [tags.number, tags.bool, tags.null, tags.atom] },
  {
    name: "name",
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.definition(tags.variableName)),
      tags.tagName,
      tags.heading,
    ],
  },
  {
    name: "type",
    tag: [tags.typeName, tags.className, tags.namespace, tags.attributeName, tags.propertyName],
  },
];
