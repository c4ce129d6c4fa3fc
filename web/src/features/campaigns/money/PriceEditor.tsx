import { Button, Group, NumberInput, Popover, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Money } from "../../../ui/values";
import { Problem } from "../Problem";
import { type StagePrice, useSetPrice } from "./priceQueries";

interface PriceEditorProps {
  campaignId: number;
  stage: StagePrice;
  currency: string;
}

/** The price as a button that opens a small form; the suggestion is one press away. */
export function PriceEditor({ campaignId, stage, currency }: PriceEditorProps) {
  const [isOpen, setOpen] = useState(false);
  const [price, setPrice] = useState<number | string>("");
  const change = useSetPrice(campaignId);
  const open = () => {
    change.reset();
    setPrice(Number(stage.price));
    setOpen(true);
  };
  const save = () =>
    change.mutate(
      { stageId: stage.stage_id, price: Number(price).toFixed(4) },
      { onSuccess: () => setOpen(false) },
    );
  const { suggested_price: suggested } = stage;
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      trapFocus
      returnFocus
      withArrow
      shadow="md"
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => (isOpen ? setOpen(false) : open())}
          aria-label={`Change the price of ${stage.title}`}
        >
          <Money amount={stage.price} currency={currency} />
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <Stack gap="sm" w={260}>
            <NumberInput
              label={`Price of a task, ${currency}`}
              description="For coming claims."
              value={price}
              onChange={setPrice}
              min={0}
              max={10_000}
              step={0.001}
              decimalScale={4}
              allowNegative={false}
              data-autofocus
              styles={{ wrapper: { marginTop: 4 } }}
            />
            {suggested !== null && suggested !== stage.price && (
              <Text size="sm">
                Suggested: <Money amount={suggested} currency={currency} />{" "}
                <Button variant="subtle" size="compact-sm" onClick={() => setPrice(Number(suggested))}>
                  Take it
                </Button>
              </Text>
            )}
            {change.error && <Problem error={change.error} />}
            <Group justify="end" gap="sm">
              <Button variant="default" size="xs" onClick={() => setOpen(false)}>
                Cancel
              </Button>
              <Button size="xs" type="submit" loading={change.isPending} disabled={price === ""}>
                Set price
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
