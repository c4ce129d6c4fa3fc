import type { ReactNode } from "react";
import { type NavEntry, type NavGroup, Shell } from "../../ui/Shell";
import { useUnread } from "../voice/voiceQueries";
import { type Me, RequireRole, shellPerson, useSession } from "./session";

const navOf = (unread: number): readonly (NavEntry | NavGroup)[] => [
  { label: "Work", href: "/work" },
  { label: "My history", href: "/history" },
  { label: "My earnings", href: "/earnings" },
  { label: "Messages", href: "/messages", count: unread },
  {
    label: "You",
    entries: [
      { label: "My standing", href: "/standing" },
      { label: "My appeals", href: "/appeals" },
      { label: "My data", href: "/my-data" },
    ],
  },
];

interface WorkerFrameProps {
  /** Fills the window and never scrolls as a whole: for task pages. */
  isFilled?: boolean;
  children: (me: Me) => ReactNode;
}

/** The frame of a worker's pages. */
export function WorkerFrame({ isFilled = false, children }: WorkerFrameProps) {
  return (
    <RequireRole role={["worker"]}>
      {(me) => (
        <Framed me={me} isFilled={isFilled}>
          {children(me)}
        </Framed>
      )}
    </RequireRole>
  );
}

/** Apart, since only a worker who is signed in has messages to ask for. */
function Framed({ me, isFilled, children }: { me: Me; isFilled: boolean; children: ReactNode }) {
  const { signOut } = useSession();
  const { data } = useUnread();
  return (
    <Shell
      nav={navOf(data?.messages ?? 0)}
      person={shellPerson(me)}
      onSignOut={() => void signOut()}
      isFilled={isFilled}
    >
      {children}
    </Shell>
  );
}
