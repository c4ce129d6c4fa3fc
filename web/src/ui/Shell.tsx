/** The frame of every page: brand, navigation, the person; below it the page. */

import { ActionIcon, Anchor, Badge, Button, Menu, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { Link, useLocation, useRoute } from "wouter";
import { ColorSchemeToggle } from "./ColorSchemeToggle";
import { PersonIcon } from "./icons";
import { useOpenKeyboardHelp } from "./keys/KeyboardHelp";
import classes from "./Shell.module.css";

export interface NavEntry {
  label: string;
  href: string;
  /** Pattern of the pages that belong to it; default the href and all below it. */
  match?: string;
  /** How many things wait there; 0 shows nothing. */
  count?: number;
}

/** Several pages under one word. */
export interface NavGroup {
  label: string;
  entries: readonly NavEntry[];
}

export interface ShellPerson {
  name: string;
  /** "owner", "requester" or "worker". */
  role: string;
  /** A simulated worker is said to be one, everywhere. */
  isSimulated: boolean;
}

interface ShellProps {
  nav: readonly (NavEntry | NavGroup)[];
  person: ShellPerson | null;
  onSignOut?: () => void;
  /** Fills the window and never scrolls as a whole: for task pages. */
  isFilled?: boolean;
  children: ReactNode;
}

export function Shell({ nav, person, onSignOut, isFilled = false, children }: ShellProps) {
  const openHelp = useOpenKeyboardHelp();
  return (
    <div className={classes.shell} data-filled={isFilled || undefined}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <header className={classes.header}>
        <Link href="/" className={classes.brand}>
          <img src="/favicon.svg" alt="" width={24} height={24} />
          <span>Goldsmith</span>
        </Link>
        <nav className={classes.nav} aria-label="Main">
          {nav.map((entry) =>
            "entries" in entry ? (
              <NavMenu key={entry.label} group={entry} />
            ) : (
              <NavLink key={entry.href} entry={entry} />
            ),
          )}
        </nav>
        <div className={classes.tools}>
          <ActionIcon
            variant="subtle"
            color="gray"
            c="var(--gs-text)"
            size="lg"
            onClick={openHelp}
            aria-label="Keys of this page (?)"
            title="Keys of this page (?)"
          >
            <Text span fw={600}>
              ?
            </Text>
          </ActionIcon>
          <ColorSchemeToggle />
          {person && <PersonMenu person={person} onSignOut={onSignOut} />}
        </div>
      </header>
      <main id="main" className={classes.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** On a narrow screen the entries scroll: the current one is brought into sight. */
function showEntry(link: HTMLElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "center" });
}

function NavLink({ entry }: { entry: NavEntry }) {
  const [isHere] = useRoute(entry.match ?? `${entry.href}/*?`);
  return (
    <Anchor
      component={Link}
      href={entry.href}
      className={classes.link}
      aria-current={isHere ? "page" : undefined}
      underline="never"
      ref={isHere ? showEntry : undefined}
    >
      {entry.label}
      <Count number={entry.count} />
    </Anchor>
  );
}

function Count({ number = 0 }: { number: number | undefined }) {
  if (number === 0) return null;
  return (
    <Badge size="sm" ml={6} component="span" aria-label={`${number} unread`}>
      {number > 99 ? "99+" : number}
    </Badge>
  );
}

function NavMenu({ group }: { group: NavGroup }) {
  const [location] = useLocation();
  const isHere = group.entries.some(({ href }) => location === href || location.startsWith(`${href}/`));
  return (
    <Menu position="bottom-start" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <UnstyledButton
          className={classes.link}
          aria-current={isHere ? "page" : undefined}
          ref={isHere ? showEntry : undefined}
        >
          {group.label} <span aria-hidden="true">▾</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {group.entries.map((entry) => (
          <Menu.Item key={entry.href} component={Link} href={entry.href}>
            {entry.label}
            <Count number={entry.count} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function PersonMenu({ person, onSignOut }: { person: ShellPerson; onSignOut: (() => void) | undefined }) {
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--gs-text)"
          px="sm"
          leftSection={<PersonIcon />}
          aria-label={`${person.name}, account menu`}
        >
          <span className={classes.name}>{person.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {person.name} · {person.role}
          {person.isSimulated ? " · simulated" : ""}
        </Menu.Label>
        {onSignOut && <Menu.Item onClick={onSignOut}>Sign out</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
