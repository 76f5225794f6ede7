import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runTidemark } from "./support/run-tidemark.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-baseline-"));
  const config = `data: data
models: [{ name: churn, task: binary, score: p, features: [{ name: age, type: numeric, unit: years }] }]
monitors: [{ model: churn, baseline: { file: t.csv } }]
`;
  const rows = Array.from({ length: 48 }, (_, hour) => `${new Date(Date.UTC(2026, 0, 1, hour)).toISOString()},${20 + hour},${hour % 2},${hour / 50}`);
  await writeFile(join(folder, "tidemark.yaml"), config);
  await writeFile(join(folder, "t.csv"), ["event_time,age,churned,p", ...rows].join("\n"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const baseline = (...args: readonly string[]) => runTidemark(["baseline", ...args], folder);

interface Made {
  readonly id: string;
  readonly rows: number;
  readonly days: number;
  readonly labelled: number | null;
}

interface Listed {
  readonly baselines: readonly { readonly id: string; readonly name: string; readonly source: string; readonly pinned: boolean; readonly used: boolean }[];
}

test("make, list, show and pin: one baseline is used until another is pinned, and again when the name is released", async () => {
  const first = await baseline("make", "--file", "t.csv", "--label", "churned", "--format", "json");
  expect(first).toMatchObject({ code: 0, stderr: "" });
  const whole = JSON.parse(first.stdout) as Made;
  expect(whole).toMatchObject({
    rows: 48,
    days: 2,
    labelled: 48,
    columns: [{ name: "age", unit: "years", numbers: { mean: expect.closeTo(43.5, 1) } }, { name: "p" }],
  });
  const half = JSON.parse((await baseline("make", "--file", "t.csv", "--exclude", "2026-01-02", "--format", "json")).stdout) as Made;
  expect(half).toMatchObject({ rows: 24, days: 1, labelled: null });

  const listed = async () =>
    (JSON.parse((await baseline("list", "--format", "json")).stdout) as Listed).baselines.map(({ id, pinned, used }) => [id, pinned, used]);
  expect(await listed()).toEqual([
    [half.id, false, true],
    [whole.id, false, false],
  ]);
  expect((await baseline("pin", whole.id.slice(0, 12))).stdout).toContain(`${whole.id.slice(0, 12)} is pinned`);
  expect(await listed()).toEqual([
    [half.id, false, false],
    [whole.id, true, true],
  ]);
  expect((await baseline("show", "training")).stdout).toMatch(/^[0-9a-f]{64}\ntraining, of churn, from t.csv\n48 rows on 2 days \(UTC\)/);
  await baseline("pin", "training", "--release");
  expect((await listed())[0]).toEqual([half.id, false, true]);
}, 60_000);

test.each([
  { name: "to accept nothing", args: ["accept"], said: "baseline accept: expected the id of one alert" },
  { name: "nothing to do", args: [], said: "what to do is missing; expected make, list, show, pin or accept" },
  { name: "nothing to make it of", args: ["make"], said: "expected --file FILE, or --from DAY and --to DAY" },
  { name: "half a range", args: ["make", "--from", "2026-01-01"], said: "expected both --from DAY and --to DAY" },
  { name: "days that are none", args: ["make", "--file", "t.csv", "--exclude", "a/b"], said: "--exclude a/b: expected days such as" },
  { name: "a range without rows", args: ["make", "--from", "2025-01-01", "--to", "2025-01-02"], said: "it served no rows from 2025-01-01 to 2025-01-02" },
  { name: "a baseline that is not there", args: ["show", "stormy"], said: 'churn has no baseline "stormy"' },
])("$name: code 2", async ({ args, said }) => {
  const { code, stderr } = await baseline(...args);
  expect(stderr).toContain(said);
  expect(code).toBe(2);
});

test("an alert that is not there cannot be accepted, and it is said so", async () => {
  const { code, stderr } = await baseline("accept", "5f3a91c07b5d", "--by", "ada");
  expect([code, stderr]).toEqual([2, expect.stringMatching(/accepting alert 5f3a91c07b5d: there is no such alert/)]);
});

test("nor one of a store that does not answer", async () => {
  await writeFile(join(folder, "remote.yaml"), `${await readFile(join(folder, "tidemark.yaml"), "utf8")}clickhouse: { url: "http://127.0.0.1:9" }\n`);
  const { code, stderr } = await baseline("accept", "5f3a91c07b5d", "--config", "remote.yaml");
  expect([code, stderr]).toEqual([3, expect.stringMatching(/commanding ClickHouse: connect ECONNREFUSED 127.0.0.1:9/)]);
});
