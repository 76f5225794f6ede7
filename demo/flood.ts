import { Pool } from "undici";
import type { Flight } from "./flights.ts";
import { MODEL } from "./send-flight.ts";

const CONNECTIONS = 96;
/** Four such requests fill the model server's queue to the last row (demo/model-server.yaml). */
const ROWS = 2_048;

/** A batch job that scores large requests on the model server itself, past the proxy, with as many at once as it can: a noisy neighbour. Each connection sends its next request when the last is answered or refused. */
export function startFlood(modelServerUrl: string, flights: readonly Flight[]): AsyncDisposable {
  const pool = new Pool(modelServerUrl, { connections: CONNECTIONS, pipelining: 1 });
  const rows = Array.from({ length: ROWS }, (_, index) => flights[index % flights.length]?.features);
  const body = Buffer.from(JSON.stringify({ instances: rows }));
  const stop = new AbortController();
  const connection = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        const answer = await pool.request({ method: "POST", path: `/v1/models/${MODEL}:predict`, headers: { "content-type": "application/json" }, body });
        await answer.body.dump();
      } catch {
        // Being refused is what a flood is for.
      }
    }
  };
  const connections = Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await connections;
      await pool.close();
    },
  };
}
