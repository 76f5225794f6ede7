import { Pool } from "undici";

/** A request as models of thirteen features get it: one row, one tensor a feature, about 1 KB. */
export const BODY = JSON.stringify({
  inputs: Array.from({ length: 13 }, (_, i) => ({
    name: `feature_${i}`,
    shape: [1, 1],
    datatype: i < 11 ? "FP32" : "BYTES",
    data: [i < 11 ? i + 0.5 : "JFK"],
  })),
});
export const PATH = "/v2/models/flights/infer";

/** Answers per second over some seconds, as many connections always waiting for one. An answer other than 200 is an error. */
export async function load(url: string, connections: number, seconds: number): Promise<number> {
  const pool = new Pool(url, { connections });
  const until = performance.now() + seconds * 1_000;
  let answers = 0;
  const client = async () => {
    while (performance.now() < until) {
      const { statusCode, body } = await pool.request({ path: PATH, method: "POST", body: BODY, headers: { "content-type": "application/json" } });
      await body.dump();
      if (statusCode !== 200) throw new Error(`the proxy answered ${statusCode}`);
      answers += 1;
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: connections }, client));
  const elapsedMs = performance.now() - startedMs;
  await pool.close();
  return (answers * 1_000) / elapsedMs;
}
