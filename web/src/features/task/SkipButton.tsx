import { Button, Popover, Stack, Text } from "@mantine/core";
import { useState } from "react";

interface SkipButtonProps {
  /** The work that skipping would throw away ("Your marks"): ask first. Null: there is none. */
  lost: string | null;
  isBusy: boolean;
  onSkip: () => void;
}

export function SkipButton({ lost, isBusy, onSkip }: SkipButtonProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Popover opened={isAsking} onChange={setAsking} trapFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          loading={isBusy}
          title="Give the task back; it goes to somebody else"
          onClick={() => (lost ? setAsking(true) : onSkip())}
        >
          Skip
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{lost} will be lost, and the task does not come back to you.</Text>
          <Button
            size="compact-sm"
            onClick={() => {
              setAsking(false);
              onSkip();
            }}
          >
            Skip it
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
