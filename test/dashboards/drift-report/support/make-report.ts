import type { CheckName, DriftReport, ReportCheck, ReportColumn, ReportColumnType } from "../../../../analyzers/report/drift-report.ts";
import { judgeCategories, judgeNumbers, type Judged } from "../../support/judge-column.ts";
import { normal, seeded } from "../../support/random.ts";

const ROWS = 500;
const HYPOTHESES_A_COLUMN = 5;

/** A check as a report has it; a p-value far under its level where it drifted. */
export function makeCheck(check: CheckName, more: Partial<ReportCheck> = {}): ReportCheck {
  const drifted = more.drifted ?? true;
  return {
    check,
    statistic: drifted ? 0.198 : 0.011,
    pValue: drifted ? 3.2e-9 : 0.43,
    threshold: 0.0416,
    level: 6.67e-5,
    drifted,
    detail: DETAILS[check],
    source: "two-sample, asymptotic",
    ...more,
  };
}

const DETAILS: Readonly<Record<CheckName, string>> = {
  distribution: "largest gap of the two distributions 0.198, at 0.25",
  tail: "1,004 of 100,000 rows above 4.9; 500 expected",
  missing: "412 of 20,000 rows without a value; 3.1 expected",
  levels: "“g5”, never seen before, in 512 of 100,000 rows",
  range: "17 of 100,000 rows above 9.3, the largest seen before",
  type: "4.1 % of values are not numbers",
  stuck: "0 in 61.2 % of rows; 1.2 % before",
  precision: "31 distinct values; 99,871 before",
};

/** A column that drifted by one check, or by none; its distribution follows from a seed. */
export function makeColumn(name: string, more: Partial<ReportColumn> & { readonly by?: CheckName | null; readonly seed?: number } = {}): ReportColumn {
  const { by = null, seed = 1, type = "numeric", ...given } = more;
  const judged = type === "categorical" || type === "boolean" ? categories(type, by, seed) : numbers(by, seed);
  const drifted = by !== null;
  const checks = (["distribution", "tail", "missing", "levels", "range"] as const)
    .filter((check) => check !== by && !(type === "numeric" && check === "levels"))
    .map((check) => makeCheck(check, { drifted: false }));
  const reasons = by === null ? [] : [makeCheck(by)];
  return {
    name,
    type,
    verdict: drifted ? "drifted" : "ok",
    drifted,
    material: drifted,
    method: type === "categorical" || type === "boolean" ? "chi-square" : "kolmogorov-smirnov",
    statistic: judged.statistic,
    pValue: drifted ? 3.2e-9 : 0.43,
    threshold: 0.0416,
    effect: type === "text" || type === "vector" ? null : judged.effect,
    size: judged.statistic,
    reasons,
    checks: [...reasons, ...checks],
    missing: by === "missing" ? { reference: 0.0002, current: 0.0206 } : { reference: 0.0131, current: 0.0129 },
    methods: [],
    summary: summaryOf(name, by, judged),
    detectable: { value: 0.052, unit: judged.effect.unit === "share" ? "share" : "sd", rowsForHalf: 48_210 },
    distribution: type === "text" || type === "vector" ? null : judged.distribution,
    sides: { reference: side(type, 0), current: side(type, by === null ? 0 : 0.5) },
    ...given,
  };
}

function summaryOf(name: string, by: CheckName | null, judged: Judged): string {
  if (by === null) return `${name} is unchanged against ref.parquet.`;
  if (by !== "distribution") return `${name}: ${DETAILS[by]}.`;
  return `${name} is ${Math.abs(judged.effect.value).toPrecision(3)} ${judged.effect.value < 0 ? "lower" : "higher"} on average than in ref.parquet (95 % ${judged.effect.low.toPrecision(3)} to ${judged.effect.high.toPrecision(3)}).`;
}

function numbers(by: CheckName | null, seed: number): Judged {
  const random = seeded(seed);
  const scale = 10 ** Math.floor(random() * 6 - 2);
  const draw = (shift: number): number[] =>
    Array.from({ length: ROWS }, () => scale * (3 + normal(random) + shift + (by === "tail" && random() < 0.01 ? 6 : 0)));
  return judgeNumbers(draw(0), draw(by === "distribution" ? (random() < 0.5 ? 0.5 : -0.4) : 0), "");
}

function categories(type: ReportColumnType, by: CheckName | null, seed: number): Judged {
  const random = seeded(seed);
  const levels = type === "boolean" ? 2 : 12 + Math.floor(random() * 40);
  const draw = (bend: number): string[] => Array.from({ length: ROWS }, () => `level${Math.floor(random() ** bend * levels)}`);
  return judgeCategories(draw(2), draw(by === null ? 2 : 1.7));
}

function side(type: ReportColumnType, shift: number): ReportColumn["sides"]["reference"] {
  const numeric = type === "numeric" || type === "datetime";
  return {
    rows: 98_712,
    distinct: numeric ? 97_013 : 31,
    mean: numeric ? 3 + shift : null,
    deviation: numeric ? 1 : null,
    low: numeric ? -0.9 : null,
    high: numeric ? 7.1 + shift : null,
  };
}

/** A report of these columns; counts follow from them. */
export function makeReport(columns: readonly ReportColumn[], more: Partial<DriftReport> = {}): DriftReport {
  const drifted = columns.filter((column) => column.drifted);
  return {
    reference: { name: "ref.parquet", rows: 100_000 },
    current: { name: "cur.parquet", rows: 100_000 },
    drifted: drifted.length > 0,
    driftedColumns: drifted.length,
    materialColumns: columns.filter((column) => column.material).length,
    falseAlarmRate: 0.01,
    minEffect: 0,
    hypotheses: columns.length * HYPOTHESES_A_COLUMN,
    columns: [...drifted, ...columns.filter((column) => !column.drifted)],
    notes: [],
    ...more,
  };
}

const CHECKS: readonly CheckName[] = ["distribution", "distribution", "levels", "missing", "distribution", "tail", "range", "stuck", "precision", "type"];

/** `total` columns of which `drifted` changed, each in its way; every fifth of categories; one without data. */
export function makeWide(total: number, drifted: number, more: Partial<DriftReport> = {}): DriftReport {
  const columns = Array.from({ length: total }, (_, index) => {
    const type: ReportColumnType = index % 5 === 2 ? "categorical" : index === 11 ? "boolean" : index === 13 ? "datetime" : index === 17 ? "text" : "numeric";
    const named = index % 7 === 3 ? `${type}_feature_with_a_long_name_${index}` : `n${String(index).padStart(2, "0")}`;
    const by = index < drifted ? (CHECKS[index % CHECKS.length] ?? null) : null;
    return makeColumn(named, { type, seed: index + 1, by: by === "levels" && type !== "categorical" ? "distribution" : by });
  });
  return makeReport(columns, more);
}

/** Rows that are too few to say anything. */
export function makeUnknown(name: string, more: Partial<ReportColumn> = {}): ReportColumn {
  return makeColumn(name, {
    verdict: "noData",
    statistic: null,
    pValue: null,
    threshold: null,
    effect: null,
    size: 0,
    reasons: [],
    checks: [],
    distribution: null,
    detectable: { value: 0.4, unit: "sd", rowsForHalf: 600 },
    sides: {
      reference: { rows: 84, distinct: 80, mean: null, deviation: null, low: null, high: null },
      current: { rows: 91, distinct: 80, mean: null, deviation: null, low: null, high: null },
    },
    summary: `${name} has too few rows to judge.`,
    ...more,
  });
}

/** Names and categories that want to break out of their place. */
export const UGLY = [
  "<script>alert(1)</script>",
  "a|b",
  "line\nbreak",
  "`tick` *star* _under_ [x](y)",
  "👩‍👩‍👧‍👦 família",
  "עמודה בעברית",
  "a\u202etxt.exe",
  "\u001b[31mred",
  "]]>",
  `"quoted" & 'so'`,
  "::error::x",
  "@team #12",
  "100%\r",
  "",
  "w".repeat(300),
  "数据列".repeat(20),
] as const;

/** A column of each name, half of them changed; the same names as categories. */
export function makeUgly(names: readonly string[] = UGLY): DriftReport {
  const total = names.length * (names.length - 1);
  const distribution = {
    kind: "categorical" as const,
    categories: names,
    reference: names.map(() => 1 / names.length),
    current: names.map((_, index) => (index * 2) / total),
  };
  const columns = names.map((name, index) => {
    const changed = index % 2 === 0;
    const more = changed ? { reasons: [makeCheck("levels", { detail: `new: ${names.slice(0, 3).join(", ")}` })] } : {};
    return makeColumn(name, { type: "categorical", by: changed ? "levels" : null, seed: index, distribution, summary: `${name} changed.`, ...more });
  });
  return makeReport(columns, { reference: { name: `${names[0]} ref`, rows: 10 }, notes: [`Only in cur: ${names[0]}`] });
}
