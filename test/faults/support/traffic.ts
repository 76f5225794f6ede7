import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";

/** A client that waits no longer than this for an answer; milliseconds. */
const PATIENCE_MS = 8_000;

/** What the clients know at the end: each request and label has a number of its own. */
export interface Sent {
  /** Requests sent, answered with 200, and answered otherwise or not at all. */
  readonly requests: number;
  readonly answered: ReadonlySet<number>;
  readonly labels: number;
  /** Labels answered with 202: durable. */
  readonly acknowledged: ReadonlySet<number>;
}

/** Clients that send predictions, and labels of what was answered, until they are stopped. Request `r<n>` has the feature x = n. */
export interface Traffic extends AsyncDisposable {
  readonly sent: Sent;
  /** Ends it and waits for the answers under way. */
  stop(): Promise<Sent>;
}

/** @param rate requests a second over all clients, about. */
export function startTraffic(addresses: { readonly serving: string; readonly dashboards: string }, rate: number): Traffic {
  const agent = new Agent({ connections: 16 });
  const [answered, acknowledged] = [new Set<number>(), new Set<number>()];
  const counts = { requests: 0, labels: 0 };
  const stop = new AbortController();
  const post = async (url: string, body: object, headers: Record<string, string>): Promise<number> => {
    const options = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body), dispatcher: agent } as const;
    try {
      const { statusCode, body: answer } = await request(url, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
      await answer.dump();
      return statusCode;
    } catch {
      return 0;
    }
  };
  const predict = async (n: number): Promise<void> => {
    const body = { instances: [{ x: n, c: n % 2 === 0 ? "even" : "odd" }] };
    if ((await post(`${addresses.serving}/v1/models/m:predict`, body, { "x-request-id": `r${n}` })) === 200) answered.add(n);
  };
  const label = async (n: number): Promise<void> => {
    counts.labels += 1;
    if ((await post(`${addresses.dashboards}/api/v1/labels`, { model: "m", requestId: `r${n}`, label: String(n % 2) }, {})) === 202) acknowledged.add(n);
  };
  const underWay = new Set<Promise<void>>();
  const begin = (work: Promise<void>): void => {
    const mine: Promise<void> = work.finally(() => underWay.delete(mine));
    underWay.add(mine);
  };
  const clients = (async () => {
    while (!stop.signal.aborted) {
      const n = ++counts.requests;
      begin(predict(n));
      if (n % 10 === 0) begin(label(n));
      while (underWay.size > 200 && !stop.signal.aborted) await sleep(10);
      await sleep(1_000 / rate);
    }
    await Promise.all(underWay);
    await agent.close();
  })();
  const sent: Sent = {
    get requests() {
      return counts.requests;
    },
    get labels() {
      return counts.labels;
    },
    answered,
    acknowledged,
  };
  const end = async (): Promise<Sent> => {
    stop.abort();
    await clients;
    return sent;
  };
  return { sent, stop: end, [Symbol.asyncDispose]: async () => void (await end()) };
}
