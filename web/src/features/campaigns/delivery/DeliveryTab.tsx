import { Stack } from "@mantine/core";
import { ErrorState, Loading } from "../../../ui/states";
import type { TabProps } from "../CampaignPage";
import { jobsOf } from "../jobKinds";
import { isUnderWay, useJobs } from "../queries";
import { useDeliveries, useGate } from "../textQueries";
import { Benchmarks } from "./Benchmarks";
import { DeliveryPanel } from "./DeliveryPanel";
import { GatePanel } from "./GatePanel";

/** From a dataset in work to a frozen version of it. */
export default function DeliveryTab({ campaign }: TabProps) {
  const jobs = useJobs(campaign.id);
  const looks = jobsOf(jobs.data ?? [], "gate");
  const writes = jobsOf(jobs.data ?? [], "deliver");
  const ended = [...looks, ...writes].filter((job) => !isUnderWay(job)).length;
  const gate = useGate(campaign.id, ended);
  const deliveries = useDeliveries(campaign.id, ended);
  if (gate.data === undefined || !deliveries.data || !jobs.data) {
    const { error, refetch } = [gate, deliveries, jobs].find((one) => one.error !== null) ?? gate;
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Loading what="the gate" lines={8} />
    );
  }
  return (
    <Stack gap="md">
      <GatePanel campaign={campaign} gate={gate.data} jobs={looks} />
      <DeliveryPanel campaign={campaign} gate={gate.data} deliveries={deliveries.data} jobs={writes} />
      <Benchmarks campaign={campaign} jobs={jobsOf(jobs.data, "benchmark")} />
    </Stack>
  );
}
