import { Pool } from "undici";
import { EXCHANGES } from "./exchanges.ts";
import type { BenchExchange } from "./exchanges.ts";

/** A request as models of thirteen features get it: one row, one tensor a feature, about 1 KB. */
export const SMALL: BenchExchange = EXCHANGES["open-inference"] ?? { path: "", type: "", body: "", answer: "" };

/** One row of thirteen vectors of 1,000 numbers, about 100 kB. */
export const LARGE: BenchExchange = {
  ...SMALL,
  body: JSON.stringify({
    inputs: Array.from({ length: 13 }, (_, i) => ({
      name: `feature_${i}`,
      shape: [1, 1_000],
      datatype: "FP32",
      data: Array.from({ length: 1_000 }, (_, k) => (i + k) / 8),
    })),
  }),
};

/** Answers per second to one exchange's request over some seconds, as many connections always waiting for one. An answer other than 200 is an error. */
export async function load(url: string, connections: number, seconds: number, exchange: BenchExchange): Promise<number> {
  const startedMs = performance.now();
  const answers = await ask(url, connections, exchange, () => performance.now() < startedMs + seconds * 1_000);
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
