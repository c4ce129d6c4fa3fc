/** Addresses from documents and models: only those that lead to a page may become links. */

/** The address, or null for one that is empty or could run something. */
export function safeHref(link: string): string | null {
  const trimmed = link.trim();
  return /^(?:https?:\/\/|\/(?![/\\]))/i.test(trimmed) ? trimmed : null;
}
