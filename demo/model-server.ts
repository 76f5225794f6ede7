import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { extname, join } from "node:path";
import { TidemarkError } from "../errors.ts";

/** The model's own server: a second Tidemark sidecar in a process of its own, that runs the ONNX model, so that there is an upstream to fail. */
export interface ModelServer extends AsyncDisposable {
  readonly url: string;
  /** kill -9, as an outage does it. */
  kill(): Promise<void>;
  /** Starts it again on the port that it had. */
  restart(): Promise<void>;
}

const MAIN = join(import.meta.dirname, "..", `main${extname(import.meta.filename)}`);
const MODELS = join(import.meta.dirname, "models");
const CONFIG = join(import.meta.dirname, "model-server.yaml");

/** Starts `tidemark serve` on the demo's models and waits until it answers. @param data directory for its spool. */
export async function startModelServer(data: string): Promise<ModelServer> {
  let { child, url } = await start(data, "0");
  const { port } = new URL(url);
  const end = async (ending: () => void): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    ending();
    await exited;
  };
  return {
    get url() {
      return url;
    },
    kill: () => end(() => child.kill("SIGKILL")),
    async restart() {
      ({ child, url } = await start(data, port));
    },
    [Symbol.asyncDispose]: () => end(() => child.disconnect()),
  };
}

async function start(data: string, port: string): Promise<{ child: ChildProcess; url: string }> {
  const env = { ...process.env, TIDEMARK_DATA: data, TIDEMARK_SERVING__LISTEN__PORT: port, TIDEMARK_SERVING__MODELS__DIRECTORY: MODELS };
  // Its log is for who looks for it: stderr is dropped, so that the demo's own output stays readable.
  const child = fork(MAIN, ["serve", "--config", CONFIG], { env, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const ready = once(child, "message").then(([message]) => message as { readonly address: string });
  const exited = once(child, "exit").then(([code]) => {
    throw new TidemarkError("unavailable", `starting the demo's model server: it ended with code ${String(code)} before it listened`);
  });
  const { address } = await Promise.race([ready, exited]);
  return { child, url: address };
}
