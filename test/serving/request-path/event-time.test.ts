import { describe, expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { infer, ledgerTotals, startTestSidecar } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

const requests = ({ log }: TestSidecar) => log.rows<RequestEvent>("tidemark.requests");
const inferences = ({ log }: TestSidecar) => log.rows<InferenceRow>("tidemark.inferences");

describe("event time", () => {
  test.each([
    ["tidemark-event-time in ISO 8601", { "tidemark-event-time": "2013-01-02T03:04:05Z" }, true, 1_357_095_845_000],
    ["tidemark-event-time in epoch milliseconds", { "tidemark-event-time": "1357095845123" }, true, 1_357_095_845_123],
    ["ce-time", { "ce-time": "2013-01-02T03:04:05Z" }, true, 1_357_095_845_000],
    ["not trusted: the arrival", { "tidemark-event-time": "2013-01-02T03:04:05Z" }, false, 77_000],
    ["not a time: the arrival", { "tidemark-event-time": "yesterday" }, true, 77_000],
    ["none: the arrival", {}, true, 77_000],
  ])("%s", async (_, headers: Record<string, string>, trustEventTime, expected) => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { trustEventTime } }, { clock: { now: () => 77_000 } });
    await infer(running, xs(1), headers);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ event_time: expected }]);
    expect(inferences(running)).toMatchObject([{ event_time: expected }]);
    const books = running.log.rows<LedgerRow>("tidemark.ledger");
    expect(new Set(books.map(({ minute }) => minute))).toEqual(new Set([Math.floor(expected / 60_000) * 60]));
    expect(ledgerTotals(books)).toMatchObject({ served: 1 });
  });
});
