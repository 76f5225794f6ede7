import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { tryLock } from "../../collector/log/embedded/lock.ts";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, "../.cache/kafka");
const JARS = join(CACHE, "libs");
const POM = join(import.meta.dirname, "kafka/pom.xml");
const START_LIMIT_MS = 90_000;

export interface KafkaBroker extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly brokers: string;
  /** Of the process that runs now: a broker that was killed is started again, on the same ports and files. */
  readonly pid: number | undefined;
}

/** Why no broker can run here, for a test's skip; undefined when it can. With CI=true it throws instead, so that CI never skips. */
export async function noKafkaBecause(): Promise<string | undefined> {
  const missing = (await Promise.all([has("java", ["-version"]), (await exists(JARS)) || has("mvn", ["-v"])])).findIndex((found) => !found);
  if (missing === -1) return undefined;
  const reason = `Kafka tests need ${missing === 0 ? "java 17 or later" : "mvn"} on the PATH`;
  if (process.env["CI"] === "true") throw new Error(reason);
  return reason;
}

/** Starts the real broker (Kafka 4.4, one node) on free ports with a fresh directory. Its jars come from Maven Central the first time, then from test/.cache/kafka. */
export async function startKafkaBroker(): Promise<KafkaBroker> {
  await fetchJars();
  const directory = await mkdtemp(join(tmpdir(), "tidemark-kafka-"));
  const [port, controllerPort] = [await freePort(), await freePort()];
  const properties = join(directory, "server.properties");
  await writeFile(properties, serverProperties(port, controllerPort, join(directory, "log")));
  const classpath = join(JARS, "*");
  await run("java", ["-Xmx128m", "-cp", classpath, "kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", properties]);
  let log = "";
  let stopping = false;
  const start = (): ChildProcess => {
    const options = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classpath, "kafka.Kafka", properties];
    const started = spawn("java", options, { stdio: ["ignore", "ignore", "pipe"] });
    started.stderr.on("data", (data: Buffer) => (log = (log + data.toString()).slice(-20_000)));
    started.once("exit", (_code, signal) => void (signal === "SIGKILL" && !stopping && (broker = start())));
    return started;
  };
  let broker = start();
  const stop = async () => {
    stopping = true;
    if (broker.exitCode === null && broker.signalCode === null) {
      const ended = once(broker, "exit");
      broker.kill("SIGTERM");
      await ended;
    }
    await rm(directory, { recursive: true, force: true });
  };
  for (const until = Date.now() + START_LIMIT_MS; !(await answers(port)); await sleep(100)) {
    if (broker.exitCode === null && Date.now() < until) continue;
    await stop();
    throw new Error(`starting the Kafka broker: it did not answer on port ${port}; its log ends:\n${log}`);
  }
  return {
    brokers: `127.0.0.1:${port}`,
    get pid() {
      return broker.exitCode === null && broker.signalCode === null ? broker.pid : undefined;
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Copies the jars once, however many test workers ask at the same time. */
async function fetchJars(): Promise<void> {
  while (!(await exists(JARS))) {
    const result = await tryLock(join(CACHE, "fetch.lock"));
    if (result.kind === "held") {
      await sleep(500);
      continue;
    }
    await using stack = new AsyncDisposableStack();
    stack.use(result.lock);
    if (await exists(JARS)) return;
    const draft = await mkdtemp(join(CACHE, "libs-"));
    await run("mvn", ["-B", "-q", "-f", POM, "dependency:copy-dependencies", `-DoutputDirectory=${draft}`, "-DincludeScope=runtime"]);
    await rename(draft, JARS);
  }
}

function serverProperties(port: number, controllerPort: number, logDirectory: string): string {
  return Object.entries({
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "inter.broker.listener.name": "PLAINTEXT",
    "log.dirs": logDirectory,
    "num.partitions": 3,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 4,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const found = await Promise.race([once(socket, "connect").then(() => true), once(socket, "error").then(() => false)]).catch(() => false);
  socket.destroy();
  return found;
}

const has = (command: string, args: readonly string[]) =>
  run(command, args).then(
    () => true,
    () => false,
  );

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

if (import.meta.main) {
  const broker = await startKafkaBroker();
  console.log(broker.brokers);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void broker[Symbol.asyncDispose]().then(() => process.exit(0)));
}
