import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { type NavEntry, Shell } from "../../ui/Shell";
import { RequireRole, shellPerson, useSession } from "../session/session";

const NAV: readonly NavEntry[] = [
  { label: "Campaigns", href: "/campaigns" },
  { label: "Fair pay", href: "/pay" },
  { label: "API tokens", href: "/tokens" },
];

interface OwnerFrameProps {
  /** Widest it may get, in px; forms read better narrow. */
  width?: number;
  children: ReactNode;
}

/** The frame of the pages of those who run campaigns. */
export function OwnerFrame({ width = 1360, children }: OwnerFrameProps) {
  const { signOut } = useSession();
  return (
    <RequireRole role={["owner", "requester"]}>
      {(me) => (
        <Shell nav={NAV} person={shellPerson(me)} onSignOut={() => void signOut()}>
          <Stack gap="md" p="md" pb="xl" maw={width} mx="auto">
            {children}
          </Stack>
        </Shell>
      )}
    </RequireRole>
  );
}
