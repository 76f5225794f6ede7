import { once } from "node:events";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createStore } from "../../../collector/clickhouse/clickhouse-store.ts";
import { joinEngine } from "../../../collector/clickhouse/engine/embedded-engine.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { messageOf } from "../../../errors.ts";
import { freePort } from "../../support/free-port.ts";
import { type HttpReceiver, startHttpReceiver } from "../../support/http-receiver.ts";
import { type Books, figuresOf, imbalances, readBooks } from "./books.ts";
import { Role } from "./role.ts";
import type { Sent } from "./traffic.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const READY_WITHIN_MS = 600_000;
const BALANCED_WITHIN_MS = 300_000;

export interface SiteOptions {
  /** Address of a Kafka broker; without, the log is embedded. */
  readonly kafka?: string;
  /** Where it lives; default: a folder of its own, removed at the end. */
  readonly directory?: string;
  /** Sections of the configuration that differ. */
  readonly config?: Readonly<Record<string, object>>;
  /** Variables of every role's environment. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A Tidemark in a folder of its own: a model server and a receiver of webhooks in this process, every role in one of its own, addresses that outlive restarts. */
export interface Site extends AsyncDisposable {
  readonly data: string;
  readonly addresses: { readonly serving: string; readonly dashboards: string };
  readonly hook: HttpReceiver;
  /** A role of this site, not yet begun; it says what it does in `<name>.log` of the site's folder. */
  role(name: string, command: string, environment?: NodeJS.ProcessEnv): Role;
  /** Resolves when predictions and labels are answered and the store is there. */
  ready(): Promise<void>;
  /** A store of its own, over the engine that some role runs; waits for it. */
  openStore(): Promise<Store>;
  /** What the store says once it balances with what was sent, or after five minutes. */
  balance(sent: Sent): Promise<{ readonly books: Readonly<Record<string, number>>; readonly failures: readonly string[] }>;
  /** Lines that a role has said, for what a scenario looks for. */
  said(name: string): string;
}

export async function startSite({ kafka, directory, config = {}, environment = {} }: SiteOptions = {}): Promise<Site> {
  await using starting = new AsyncDisposableStack();
  const folder = directory ?? (await mkdtemp(join(tmpdir(), "tidemark-faults-")));
  if (directory === undefined && process.env["FAULTS_KEEP"] === undefined) starting.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const hook = starting.use(await startHttpReceiver());
  const model = createServer((request, response) => void request.resume().on("end", () => response.end('{"predictions":[0.5]}'))).listen(0, "127.0.0.1");
  await once(model, "listening");
  starting.defer(() => (model.closeAllConnections(), void model.close()));
  const [serving, admin, dashboards] = [await freePort(), await freePort(), await freePort()];
  const data = join(folder, "data");
  const addresses = { serving: `http://127.0.0.1:${serving}`, dashboards: `http://127.0.0.1:${dashboards}` };
  const file = join(folder, "tidemark.yaml");
  const whole = {
    data,
    ...(kafka === undefined ? {} : { kafka: { brokers: [kafka] } }),
    collector: { linger: "50ms", maxBatchBytes: 100_000 },
    serving: {
      listen: { port: serving },
      admin: { port: admin },
      node: "n",
      upstream: { url: `http://127.0.0.1:${(model.address() as AddressInfo).port}` },
    },
    dashboards: { listen: { port: dashboards }, baseUrl: addresses.dashboards },
    alerts: {
      receivers: [{ name: "hook", channel: "webhook", url: hook.url, secrets: [SECRET], allowPrivateAddresses: true }],
    },
    ...config,
  };
  writeFileSync(file, JSON.stringify(whole));
  const roles = starting.use(new AsyncDisposableStack());
  const stack = starting.move();

  const openStore = async (): Promise<Store> => {
    for (const untilMs = performance.now() + READY_WITHIN_MS; ; await sleep(250)) {
      const address = await joinEngine(join(data, "clickhouse"));
      if (address) return createStore({ ...address, requestTimeout: 30_000 });
      if (performance.now() > untilMs) throw new Error("no role runs an engine");
    }
  };
  const look = async (sent: Sent): Promise<{ readonly read: Books; readonly failures: readonly string[] }> => {
    await using store = await openStore();
    const read = await readBooks(store);
    return { read, failures: imbalances(read, sent) };
  };
  return {
    data,
    addresses,
    hook,
    openStore,
    role(name, command, more = {}) {
      const output = join(folder, `${name}.log`);
      return roles.use(new Role(name, [command, "--config", file], { output, environment: { ...environment, ...more } }));
    },
    async ready() {
      const answers = async (url: string): Promise<boolean> =>
        fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
          async (answer) => (await answer.arrayBuffer(), answer.ok),
          () => false,
        );
      for (const untilMs = performance.now() + READY_WITHIN_MS; ; await sleep(200)) {
        if ((await answers(`http://127.0.0.1:${admin}/tidemark/healthz`)) && (await answers(`${addresses.dashboards}/readyz`))) return;
        if (performance.now() > untilMs) throw new Error(`the site in ${folder} was not ready within ${READY_WITHIN_MS / 1_000} s`);
      }
    },
    async balance(sent) {
      for (const untilMs = performance.now() + BALANCED_WITHIN_MS; ; await sleep(1_000)) {
        const seen = await look(sent).catch((error: unknown) => messageOf(error));
        const late = performance.now() > untilMs;
        if (typeof seen !== "string" && (seen.failures.length === 0 || late)) return { books: figuresOf(seen.read, sent), failures: seen.failures };
        if (late && typeof seen === "string") return { books: {}, failures: [`the store does not answer: ${seen}`] };
      }
    },
    said(name) {
      const path = join(folder, `${name}.log`);
      appendFileSync(path, "");
      return readFileSync(path, "utf8");
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
