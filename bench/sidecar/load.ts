import { Pool } from "undici";
import { EXCHANGES } from "./exchanges.ts";
import type { BenchExchange } from "./exchanges.ts";

const OPEN_INFERENCE = EXCHANGES["open-inference"] ?? { path: "", type: "", body: "", answer: "" };

/** A request as models of thirteen features get it: one row, one tensor a feature, about 1 KB. */
export const { body: BODY, path: PATH } = OPEN_INFERENCE;

/** Answers per second over some seconds, as many connections always waiting for one. An answer other than 200 is an error. */
export async function load(url: string, connections: number, seconds: number): Promise<number> {
  const startedMs = performance.now();
  const answers = await ask(url, connections, OPEN_INFERENCE, () => performance.now() < startedMs + seconds * 1_000);
  return (answers * 1_000) / (performance.now() - startedMs);
}

/** So many answers to one exchange's request. */
export async function loadRequests(url: string, connections: number, requests: number, exchange: BenchExchange): Promise<void> {
  let left = requests;
  await ask(url, connections, exchange, () => left-- > 0);
}

async function ask(url: string, connections: number, { path, body, type }: BenchExchange, goesOn: () => boolean): Promise<number> {
  const pool = new Pool(url, { connections });
  let answers = 0;
  const client = async () => {
    while (goesOn()) {
      const answer = await pool.request({ path, method: "POST", body, headers: { "content-type": type } });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`the proxy answered ${answer.statusCode}`);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  await pool.close();
  return answers;
}
