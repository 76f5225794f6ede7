import { randomUUID } from "node:crypto";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { sentBytes } from "./sent-bytes.ts";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedEngine, startEmbeddedEngine } from "../../collector/clickhouse/engine/embedded-engine.ts";
import { type Attack, createTally } from "./attack.ts";
import { brokenRequest } from "./broken-requests.ts";
import { disguisedQuery, disguisedTable } from "./sql-disguises.ts";

/** Every answer, or the end of the connection, comes within this. */
const DEADLINE_MS = 15_000;
/** A client whose request is not whole goes away after this. */
const HANG_UP_MS = 1_000;

/** The embedded engine's front: broken requests of anyone, and the reader's tries to call what it may not. None is answered but by a refusal, and the process stays the same. */
export default {
  name: "engine-front",
  async run({ count, random, atOnce = 16 }) {
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
      const { kind, text } = await sentBytes(Number(new URL(engine.url).port), bytes, { deadlineMs: DEADLINE_MS, hangUpMs: HANG_UP_MS });
      tally.count(kind);
      if (kind === "silent") tally.fail(`no answer and no end within ${DEADLINE_MS} ms: ${JSON.stringify(bytes.toString("latin1"))}`);
      if (text.includes(words)) tally.fail(`told a secret: ${JSON.stringify(bytes.toString("latin1"))}`);
    }
    const authorization = `Authorization: Basic ${basic(engine.reader)}`;
    for (let done = 0; done < count; done += atOnce)
      await Promise.all(
        Array.from({ length: Math.min(atOnce, count - done) }, async () => {
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
