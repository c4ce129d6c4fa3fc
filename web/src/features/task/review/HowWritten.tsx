import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import { SignalsView } from "../../../widgets/evidence/SignalsView";
import classes from "../text/text.module.css";

/** How the text under review came about; folded away, so that the text is judged first. */
export function HowWritten({ assignmentId }: { assignmentId: number }) {
  const { data } = useQuery({
    queryKey: ["assignment", assignmentId, "signals"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/assignments/{assignment_id}/signals", {
          params: { path: { assignment_id: assignmentId } },
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
  // Evidence that does not arrive is missed by nobody: the review goes on without it.
  if (!data) return null;
  return (
    <details className={`${classes.part} ${classes.details}`}>
      <summary>
        <b>How it was written</b>
      </summary>
      <SignalsView signals={data} />
    </details>
  );
}
