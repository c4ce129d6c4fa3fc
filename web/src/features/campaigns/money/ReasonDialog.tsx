import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";

interface ReasonDialogProps {
  title: string;
  about: string;
  onSay: (reason: string) => void;
  onClose: () => void;
}

/** Asks why, before something that somebody else reads about. */
export function ReasonDialog({ title, about, onSay, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === "") return;
          onSay(reason.trim());
          onClose();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{about}</Text>
          <Textarea
            label="Reason"
            autosize
            minRows={2}
            maxLength={200}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={reason.trim() === ""}>
              Give back
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
