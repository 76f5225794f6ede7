/**
 * `npm run mutants [-- --seed N] [--count N] [--from N] [--only PATH …] [--tests N] [--deadline SECONDS] [--minutes N]`: draws small mistakes (mutants) by a seed over the rooms whose failures lose rows or verdicts, puts each into a copy
 * of the tree and runs the tests nearest to it until one is red. Prints a line a mutant, then the survivors, then all as JSON. The same seed and tree draw the same mutants; `--from` leaves out the first of them. Ctrl-C ends it after the mutant under way.
 */
import { parseArgs } from "node:util";
import { type Random, seededRandom } from "../analyzers/statistics/random.ts";
import { type Mutant, mutantLine } from "./mutants/mutant.ts";
import { mutantsOf } from "./mutants/mutants-of.ts";
import { nearestTests } from "./mutants/nearest-tests.ts";
import { parseSources } from "./mutants/parse-sources.ts";
import type { TestsOutcome } from "./mutants/run-tests.ts";
import { createSandbox } from "./mutants/sandbox.ts";
import { tryMutant, type Verdict } from "./mutants/try-mutant.ts";

/** Drawn from in turn, so that a large room does not crowd out a small one. */
const ROOMS: readonly (readonly string[])[] = [
  ["collector/ingest/"],
  ["collector/log/"],
  ["serving/capture/"],
  ["serving/ledger/"],
  ["serving/proxy/", "serving/request-path/"],
  ["analyzers/monitoring/"],
  ["analyzers/decay/"],
  ["alerts/"],
  ["dashboards/api/", "dashboards/http/", "dashboards/read/"],
];

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "200" },
    from: { type: "string", default: "0" },
    only: { type: "string", multiple: true },
    tests: { type: "string", default: "12" },
    deadline: { type: "string", default: "180" },
    minutes: { type: "string", default: "1440" },
  },
});
let stopped = false;
process.on("SIGINT", () => (stopped = true));
const until = performance.now() + Number(values.minutes) * 60_000;

using sandbox = createSandbox();
const rooms = values.only === undefined ? ROOMS : values.only.map((place) => [place]);
const chosen = sandbox.files.filter((file) => rooms.flat().some((place) => file.startsWith(place)));
const made = [...parseSources(sandbox.root, chosen)].flatMap(([file, source]) => mutantsOf(source, file));
const byRoom = rooms.map((places) => made.filter(({ file }) => places.some((place) => file.startsWith(place))));
const mutants = draw(byRoom, Number(values.count), seededRandom(Number(values.seed))).slice(Number(values.from));
const trial = {
  sandbox,
  tests: nearestTests(sandbox.root, sandbox.files),
  most: Number(values.tests),
  deadlineMs: Number(values.deadline) * 1_000,
  clean: new Map<string, TestsOutcome>(),
};
const results: (Mutant & Verdict)[] = [];
for (const mutant of mutants) {
  if (stopped || performance.now() > until) break;
  const verdict = await tryMutant(mutant, trial);
  results.push({ ...mutant, ...verdict });
  console.error(
    `${results.length}/${mutants.length} ${verdict.outcome} (${verdict.seconds} s) ${mutantLine(mutant)}${verdict.by === null ? "" : ` BY ${verdict.by}`}`,
  );
}
const count = (outcome: Verdict["outcome"]): number => results.filter((result) => result.outcome === outcome).length;
for (const result of results.filter(({ outcome }) => outcome === "survived")) console.error(`SURVIVED ${mutantLine(result)}`);
const leftOut = [...trial.clean].filter(([, outcome]) => outcome.kind !== "green").map(([files]) => files);
const counts = { run: results.length, killed: count("killed"), timedOut: count("timedOut"), undecided: count("undecided"), survived: count("survived") };
console.log(JSON.stringify({ seed: Number(values.seed), ...counts, leftOut, results }, null, 1));

/** One of each list in turn, none twice. */
function draw(lists: readonly (readonly Mutant[])[], most: number, random: Random): readonly Mutant[] {
  const left = lists.map((list) => [...list]);
  const drawn: Mutant[] = [];
  while (drawn.length < most && left.some((list) => list.length > 0))
    for (const list of left) drawn.push(...list.splice(Math.floor(random() * list.length), 1));
  return drawn.slice(0, most);
}
