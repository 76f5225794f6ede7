import { judgeWindows } from "../../analyzers/drift/judge-windows.ts";
import type { Cause, Finding } from "../../analyzers/findings/finding.ts";
import { type Cell, type DayRows, monitoredOf, windowOf } from "../../test/analyzers/drift/synthetic.ts";
import type { Random } from "../alarms/random.ts";
import type { GeneratedCase } from "./generated-cases.ts";

/** What a case was called. */
export interface Called {
  /** "not seen" where nothing was drifted and material; else the causes of all parts, "or" between those of one part; "none" without. */
  readonly name: string;
  readonly right: boolean;
  readonly named: boolean;
  /** Causes of the changed windows, in order, for the reader. */
  readonly course: string;
  readonly summary: string;
}

const QUIET_DAYS = 4;

/** Judges a case's days, quiet ones before them, and compares what the last changed one is called (of a change that ends, the first day after it) with the truth. */
export function judgeCase(one: GeneratedCase, random: Random): Called {
  const day = (number: number | null): DayRows => {
    const level = one.dayEffect * random.normal();
    const rows = Array.from({ length: one.rows }, (): Cell => one.unchanged(random, level));
    return { x: number === null ? rows : one.changed(rows, number, random) };
  };
  const monitored = monitoredOf(
    Array.from({ length: one.baselineDays }, () => day(null)),
    {},
    one.unit === null ? {} : { x: one.unit },
  );
  const days = [
    ...Array.from({ length: QUIET_DAYS }, () => null),
    ...Array.from({ length: one.days }, (_, number) => number),
    ...Array.from({ length: one.after }, () => null),
  ];
  const findings = judgeWindows(
    monitored,
    days.map((number, place) => windowOf(monitored, day(number), one.baselineDays + place)),
    QUIET_DAYS,
    0,
  );
  const judged = findings[one.after > 0 ? one.days : one.days - 1];
  const seen = findings.slice(0, one.days).some(({ material }) => material);
  const course = findings.map((finding) => (finding.material ? (finding.cause ?? "none") : (finding.cause ?? finding.verdict))).join(" > ");
  const parts = judged === undefined ? [] : causesOf(judged);
  const name = !seen
    ? "not seen"
    : parts.length === 0
      ? "none"
      : parts
          .map((causes) => causes.join(" or "))
          .toSorted()
          .join(" + ");
  return { name, right: isRight(one, parts), named: parts.some(([cause]) => cause !== undefined), course, summary: judged?.summary ?? "" };
}

/** Named causes of each part, what else it may be after them. */
function causesOf({ evidence, cause }: Finding): readonly (readonly Cause[])[] {
  const parts = evidence["causes"] as readonly { readonly cause: Cause | null; readonly or: readonly { readonly cause: Cause }[] }[] | undefined;
  if (parts === undefined) return cause === null ? [] : [[cause]];
  return parts.map((part) => [...(part.cause === null ? [] : [part.cause]), ...part.or.map((other) => other.cause)]);
}

function isRight({ truth }: GeneratedCase, parts: readonly (readonly Cause[])[]): boolean {
  if (truth.either !== undefined) return parts.some((causes) => truth.either?.every((cause) => causes.includes(cause) || cause === "trueShift"));
  const leading = parts.flatMap(([cause]) => cause ?? []).toSorted();
  return JSON.stringify(leading) === JSON.stringify((truth.all ?? []).toSorted());
}
