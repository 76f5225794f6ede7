/**
 * How often a change is called by its name: generated changes of every kind through the drift monitor, with a confusion matrix. `npm run bench -- causes [options]`:
 * `--cases` (200, spread over the kinds, the first 20 of them clean), `--seed` (1), `--kinds a,b` (all), `--markdown` (the matrix as in docs/causes.md), `--wrong` (every case that was called something else).
 */
import { parseArgs } from "node:util";
import { Random } from "./alarms/random.ts";
import { toStderr } from "./alarms/progress.ts";
import { generatedCase, KINDS, type Truth } from "./causes/generated-cases.ts";
import { type Called, judgeCase } from "./causes/judge-case.ts";

const CLEAN = 20;
const OPTIONS = {
  cases: { type: "string", default: "200" },
  seed: { type: "string", default: "1" },
  kinds: { type: "string" },
  markdown: { type: "boolean", default: false },
  wrong: { type: "boolean", default: false },
} as const;

export default async function causes(options: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...options], options: OPTIONS });
  const wanted = values.kinds?.split(",");
  const kinds = KINDS.filter(({ name }) => name !== "clean" && (wanted === undefined || wanted.includes(name)));
  const clean = KINDS.filter(({ name }) => name === "clean" && wanted === undefined);
  const [seed, count] = [Number(values.seed), Number(values.cases)];
  const found: (Called & { readonly kind: string })[] = [];
  for (let number = 0; number < count; number++) {
    const kind = number < CLEAN && clean[0] !== undefined ? clean[0] : kinds[number % kinds.length];
    if (kind === undefined) break;
    const random = new Random(seed, number);
    const one = generatedCase(kind, random);
    found.push({ kind: kind.name, ...judgeCase(one, random) });
    if (number % 10 === 9) toStderr(`causes: ${number + 1} of ${count}`);
  }
  const rows = [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, called]) => rowOf(kind, called));
  if (values.markdown) process.stderr.write(`${markdown(rows)}\n`);
  const named = found.filter((one) => one.named);
  const blamed = found.filter(({ kind, named: isNamed }) => kind === "clean" && isNamed);
  return {
    seed,
    cases: found.length,
    named: named.length,
    rightOfNamed: share(named.filter(({ right }) => right).length, named.length),
    cleanBlamed: blamed.length,
    kinds: rows,
    ...(values.wrong ? { wrong: found.filter(({ right }) => !right).map(({ kind, name, course, summary }) => ({ kind, name, course, summary })) } : {}),
  };
}

interface Row {
  readonly kind: string;
  readonly truth: string;
  readonly cases: number;
  /** Called what it is: by all its names; where two cannot be told apart, by both; where there is no cause, by none. */
  readonly right: number;
  readonly called: Readonly<Record<string, number>>;
}

function rowOf(kind: string, called: readonly Called[]): Row {
  const truth: Truth = KINDS.find(({ name }) => name === kind)?.truth ?? {};
  const counts = Map.groupBy(called, ({ name }) => name);
  return {
    kind,
    truth: truth.all?.join(" + ") ?? truth.either?.join(" or ") ?? "none",
    cases: called.length,
    right: called.filter(({ right }) => right).length,
    called: Object.fromEntries([...counts].map(([name, of]) => [name, of.length] as const).toSorted((a, b) => b[1] - a[1])),
  };
}

function markdown(rows: readonly Row[]): string {
  const lines = rows.map(({ kind, truth, cases, right, called }) => {
    const names = Object.entries(called).map(([name, times]) => `${name} ${times}`);
    return `| ${kind} | ${truth} | ${right} of ${cases} | ${names.join(", ")} |`;
  });
  return ["| generated change | truth | right | called |", "|---|---|---|---|", ...lines].join("\n");
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Number((part / whole).toFixed(3));
}
