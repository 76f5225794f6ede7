import { Worker } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import { privacyConfig } from "../../../collector/events/privacy/privacy-config.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { CaptureThread } from "../../../serving/capture/capture-thread.ts";
import { Capture } from "../../../serving/capture/capture.ts";
import { Packer } from "../../../serving/capture/handover.ts";
import { Ledger } from "../../../serving/ledger/ledger.ts";
import { KeptBody } from "../../../serving/request-path/kept-body.ts";
import type { Observation } from "../../../serving/request-path/observation.ts";
import { silentLogger } from "../../../telemetry.ts";
import { MemoryLog } from "../support/memory-log.ts";
import { ledgerTotals, temporaryFolder } from "../support/sidecars.ts";

function bodyOf(text: string): KeptBody {
  const body = new KeptBody(1 << 20);
  body.add(Buffer.from(text));
  return body;
}

/** A request of a model that was answered. */
function answered(ledger: Ledger, id: string, value: string): Observation {
  return {
    line: { method: "POST", path: "/v1/models/m:predict", query: "" },
    nobodys: false,
    isHalf: false,
    route: { model: "m" },
    eventTime: 0,
    receivedTime: 0,
    startedMs: 0,
    inFlight: 1,
    requestHeaders: ["x-request-id", id],
    request: bodyOf(`[{"x":"${value}"}]`),
    response: bodyOf(`[1]`),
    entry: ledger.serve("m", 0),
    model: "m",
    requestId: "",
    responseHeaders: [],
    status: 200,
    failure: undefined,
    upstreamMs: 0,
    queueMs: 0,
    computeMs: 0,
    totalMs: 0,
  };
}

const options = () => ({
  node: "n1",
  choice: { protocol: "json" as const },
  sampling: { share: 1, rules: [] },
  declared: { model: "", version: "", schemas: [] },
  names,
  privacy: { config: privacyConfig.parse({}), keys: [] },
});
const names = { model: 9, version: 9, variant: 9, feature: 9, prediction: 9, category: 9 };

async function capturing(use: (capture: Capture, take: (id: string, value: string) => void) => Promise<void>, maxBufferBytes = 1 << 20) {
  using folder = temporaryFolder();
  const log = new MemoryLog();
  const ledger = new Ledger(folder.path, "n1", "p");
  const capture = new Capture({
    log,
    ledger,
    logger: silentLogger,
    producer: "p",
    options: options(),
    maxBufferBytes,
    handOverEveryMs: 1e6,
    worker: new URL("../support/doomed-worker.ts", import.meta.url),
  });
  await use(capture, (id, value) => capture.take(answered(ledger, id, value)));
  await capture.flush();
  await ledger.report(log);
  expect([capture.depth, capture.bufferedBytes]).toEqual([0, 0]);
  await capture.close();
  ledger.close();
  return { ids: log.rows<RequestEvent>("tidemark.requests").map((row) => row.request_id), totals: ledgerTotals(log.rows<LedgerRow>("tidemark.ledger")) };
}

test.each(["die", "eat"])(
  "an exchange that ends the thread (%s) costs itself: its neighbours, later batches and the next request are captured",
  async (value) => {
    let restarts = 0;
    const { ids, totals } = await capturing(async (capture, take) => {
      take("a", "1");
      take("poison", value);
      take("b", "2");
      const first = capture.flush();
      take("c", "3");
      await Promise.all([first, capture.flush()]);
      restarts = capture.restarts;
      take("d", "4");
    });
    expect(restarts).toBe(2);
    expect(ids.toSorted()).toEqual(["a", "b", "c", "d"]);
    expect(totals).toMatchObject({ served: 5, captured: 4, unreadable: 1 });
  },
  240_000,
);

test("more than fits in one batch is handed over in several", async () => {
  const { ids, totals } = await capturing(async (_, take) => {
    for (let i = 0; i < 5; i++) take(`r${i}`, "x".repeat(150_000));
  });
  expect(ids).toHaveLength(5);
  expect(totals).toMatchObject({ served: 5, captured: 5 });
});

test.each([
  { rule: "takes what fills it to the byte", spare: 0, captured: 3 },
  { rule: "takes nothing that is a byte too much", spare: -1, captured: 2 },
])("the buffer $rule; what it does not take is counted", async ({ spare, captured }) => {
  // An exchange takes its bodies, 11 and 3 bytes here, and 1,024 bytes more.
  const { totals } = await capturing(
    async (capture, take) => {
      for (const id of ["a", "b", "c", "d"]) take(id, "1");
      expect(capture.bufferedBytes).toBe(captured * 1_038);
    },
    3 * 1_038 + spare,
  );
  expect(totals).toMatchObject({ served: 4, captured, outboxFull: 4 - captured });
});

test("a thread is ended when it has been on a batch for 30 s (>=), however long it had nothing to do before", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const ended = vi.spyOn(Worker.prototype, "terminate");
  const clock = vi.spyOn(performance, "now");
  const first = Promise.withResolvers<void>();
  const thread = new CaptureThread(options(), silentLogger, {
    packed: (id) => new Packer().take(id, {}),
    onCaptured: () => first.resolve(),
    onLost: () => undefined,
  });
  try {
    thread.add(1);
    await first.promise;
    const watch = (nowMs: number): number => {
      clock.mockReturnValue(nowMs);
      vi.advanceTimersByTime(1_000);
      return ended.mock.calls.length;
    };
    clock.mockReturnValue(1e9);
    thread.add(2);
    expect([watch(1e9), watch(1e9 + 29_999), watch(1e9 + 30_000)]).toEqual([0, 0, 1]);
  } finally {
    clock.mockRestore();
    vi.useRealTimers();
    await thread.close();
    ended.mockRestore();
  }
});
