import { randomUUID } from "node:crypto";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedEngine, startEmbeddedEngine } from "../../collector/clickhouse/engine/embedded-engine.ts";
import { type Attack, createTally } from "./attack.ts";
import { brokenRequest } from "./broken-requests.ts";
import { disguisedQuery, disguisedTable } from "./sql-disguises.ts";

/** Every answer, or the end of the connection, comes within this. */
const DEADLINE_MS = 15_000;
const AT_ONCE = 16;

/** The embedded engine's front: broken requests of anyone, and the reader's tries to call what it may not. None is answered but by a refusal, and the process stays the same. */
export default {
  name: "engine-front",
  async run({ count, random }) {
    await using stack = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), "tidemark-attack-"));
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const secret = join(directory, "secret");
    const words = `never-to-be-told-${randomUUID()}`;
    await writeFile(secret, words);
    const notices: string[] = [];
    const engine = stack.use(await startEmbeddedEngine({ directory: join(directory, "engine"), onNotice: (notice) => notices.push(notice) }));
    await asked(engine, engine, "CREATE TABLE default.t (a UInt8) ENGINE = MergeTree ORDER BY a");
    await asked(engine, engine, "INSERT INTO default.t VALUES (7)");
    const pid = engine.pid;
    const tally = createTally();

    async function disguise(sql: string): Promise<void> {
      const { status, code, text } = await asked(engine, engine.reader, sql);
      tally.count(`${status} (code ${code ?? "none"})`);
      if (status < 400) tally.fail(`answered ${status}: ${sql}`);
      if (text.includes(words) || text.includes(engine.password)) tally.fail(`told a secret: ${sql}`);
    }
    async function broken(bytes: Buffer): Promise<void> {
      const { kind, text } = await sent(engine, bytes);
      tally.count(kind);
      if (kind === "silent") tally.fail(`no answer and no end within ${DEADLINE_MS} ms: ${JSON.stringify(bytes.toString("latin1"))}`);
      if (text.includes(words)) tally.fail(`told a secret: ${JSON.stringify(bytes.toString("latin1"))}`);
    }
    const authorization = `Authorization: Basic ${basic(engine.reader)}`;
    for (let done = 0; done < count; done += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, count - done) }, async () => {
          const kind = random();
          if (kind < 0.4) await broken(brokenRequest(random, authorization));
          else await disguise(kind < 0.5 ? disguisedTable(random, secret) : disguisedQuery(random, secret));
        }),
      );

    const after = await asked(
      engine,
      engine,
      "SELECT groupArray(a), (SELECT groupArray(name) FROM system.tables WHERE database = 'default') FROM default.t FORMAT TSV",
    );
    if (after.text !== "[7]\t['t']\n") tally.fail(`the tables are others afterwards: ${after.text}`);
    if (engine.pid !== pid || notices.length > 0) tally.fail(`the engine ended: ${notices.join("; ")}`);
    if (
      await access("/dev/shm/tidemark-attack").then(
        () => true,
        () => false,
      )
    )
      tally.fail("a file was written");
    const peak = /VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${engine.pid ?? 0}/status`, "utf8").catch(() => ""))?.[1];
    return { tried: count, answers: tally.answers, failures: tally.failures, peakBytes: Number(peak ?? 0) * 1024 };
  },
} satisfies Attack;

const basic = ({ username, password }: { readonly username: string; readonly password: string }): string =>
  Buffer.from(`${username}:${password}`).toString("base64");

async function asked(
  engine: EmbeddedEngine,
  user: { readonly username: string; readonly password: string },
  sql: string,
): Promise<{ readonly status: number; readonly code: string | null; readonly text: string }> {
  const response = await fetch(engine.url, {
    method: "POST",
    headers: { authorization: `Basic ${basic(user)}` },
    body: sql,
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  return { status: response.status, code: response.headers.get("x-clickhouse-exception-code"), text: await response.text() };
}

/** Sends bytes as they are and waits for the first answer or the end. A request that is not whole is ended here after a second, as a client would that goes away. */
function sent({ url }: EmbeddedEngine, bytes: Buffer): Promise<{ readonly kind: string; readonly text: string }> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let text = "";
    const hangUp = setTimeout(() => socket.end(), 1_000);
    const silent = setTimeout(() => settle("silent"), DEADLINE_MS);
    const settle = (kind: string): void => {
      clearTimeout(hangUp);
      clearTimeout(silent);
      socket.destroy();
      resolve({ kind, text });
    };
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\r\n\r\n")) setImmediate(() => settle(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? "other"));
    });
    socket.on("error", () => settle("closed")).on("close", () => settle("closed"));
    socket.write(bytes);
  });
}
