import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { Panel } from "../../ui/Panel";
import { SignalsView } from "../../widgets/evidence/SignalsView";

interface HowWrittenProps {
  itemId: number;
  /** The answer whose texts are shown. */
  answerId: number | null;
}

/** How the shown texts came about. */
export function HowWritten({ itemId, answerId }: HowWrittenProps) {
  const { data } = useQuery({
    queryKey: ["item", itemId, "signals"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/items/{item_id}/signals", { params: { path: { item_id: itemId } } })),
  });
  const signals = data?.find(({ answer_id }) => answer_id === answerId) ?? data?.at(-1);
  if (!signals) return null;
  return (
    <Panel title="How it was written" about="Counted by the page of the author, and compared on the server.">
      <SignalsView signals={signals} />
    </Panel>
  );
}
