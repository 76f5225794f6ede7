import { jsonCall } from "./server-under-test.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

/** One row a request: {input: {…}} to {output: {label, probability}}; a failure has status 200. */
export default {
  name: "cog",
  ready: "/health-check",
  readyBody: /"READY"/,
  upstream: { protocol: "cog" },
  calls({ iris }) {
    const input = (row: number) => Object.fromEntries(iris.names.map((name, i) => [name, iris.rows[row]?.[i] ?? Number.NaN]));
    const stored = (row: number) => ({
      features: Object.fromEntries(Object.entries(input(row)).map(([name, value]) => [name, [value]])),
      predictions: { label: iris.pred.slice(row, row + 1), probability: [Math.max(...(iris.proba[row] ?? []))] },
    });
    return [
      ...iris.rows.map((_, row) => jsonCall(`row ${row}`, "/predictions", { input: input(row) }, stored(row))),
      jsonCall("an id on the path", "/predictions/cog-2", { input: input(0) }, stored(0), { method: "PUT" }),
      jsonCall("no JSON", "/predictions", "{", { errorClass: "badInput" }),
      { name: "health", path: "/health-check", stored: "nothing" },
    ];
  },
} satisfies ServerUnderTest;
