import type { MultivariateCheck } from "../../analyzers/report/drift-report.ts";
import type { RelationCheck, RelationKind } from "../../analyzers/relations/relation-check.ts";
import { listed, measure, plural, probability } from "../words/format.ts";
import { statisticInWords } from "../words/statistic-in-words.ts";
import { printable, shortened } from "./printable.ts";

const KINDS: Readonly<Record<RelationKind, string>> = {
  correlation: "correlation",
  copy: "copy",
  feedback: "feedback",
  constant: "constant value",
  unrelated: "lost relations",
  late: "late values",
  stale: "standing still",
  duplicates: "duplicate rows",
  rowCount: "rows a day",
};

/** What changed, as the subject of a sentence; kinds of one phrase are counted together. */
const SUBJECTS: readonly { readonly kinds: readonly RelationKind[]; readonly phrase: (n: number) => string }[] = [
  { kinds: ["correlation", "copy", "feedback", "unrelated"], phrase: (n) => `${plural(n, "relation")} between columns` },
  { kinds: ["constant"], phrase: (n) => `the variety of ${plural(n, "column")}` },
  { kinds: ["late", "stale"], phrase: (n) => plural(n, "feed") },
  { kinds: ["duplicates"], phrase: () => "the share of duplicate rows" },
  { kinds: ["rowCount"], phrase: () => "the number of rows a day" },
];

/** A p-value under it is next to what a number can hold, or was rounded to none. */
const SMALLEST = 1e-300;

/** What a relation's check looks at, in a word or two. */
export function relationInWords(check: RelationKind): string {
  return KINDS[check];
}

/** "copy of a and b", "duplicate rows": the check and its columns, whose names may be cut. */
export function relationTitle({ check, columns }: Pick<RelationCheck, "check" | "columns">): string {
  return columns.length === 0 ? KINDS[check] : `${KINDS[check]} of ${listed(columns.map((name) => shortened(name)))}`;
}

/** "3 relations between columns and the share of duplicate rows"; empty of none. */
export function relationSubjects(checks: readonly RelationCheck[]): string {
  const phrases = SUBJECTS.map(({ kinds, phrase }) => {
    const n = checks.filter(({ check }) => kinds.includes(check)).length;
    return n === 0 ? "" : phrase(n);
  });
  return listed(
    phrases.filter((phrase) => phrase !== ""),
    SUBJECTS.length,
  );
}

/** "p 1.10 × 10⁻¹⁷, 0.0000126 needed": both in digits, since the budget of many pairs asks for small ones. */
export function chanceText({ pValue, level }: Pick<RelationCheck, "pValue" | "level">): string {
  return `p ${pValue < SMALLEST ? "under 10⁻³⁰⁰" : measure(pValue)}, ${measure(level)} needed`;
}

/** "changed, by domain classifier 0.612, p < 0.0001, level 0.0033"; or why there is nothing to say. */
export function togetherText({ method, statistic, pValue, level, drifted, note }: MultivariateCheck): string {
  const name = statisticInWords(method);
  if (statistic === null) return `can’t tell, by ${name}: ${printable(note ?? "not computed")}`;
  return `${drifted ? "changed" : "unchanged"}, by ${name} ${measure(statistic)}${pValue === null ? "" : `, ${probability(pValue)}, level ${measure(level)}`}`;
}
