import type { PerformanceWindow, TrackRecord } from "./performance-report.ts";

/** Windows with so large a share of labels are held against. */
const MOSTLY_LABELLED = 0.9;

/** By metric, over the windows that have nearly all their labels; metrics without such a window are left out. */
export function trackRecords(windows: readonly PerformanceWindow[]): Readonly<Record<string, TrackRecord>> {
  const labelled = windows.filter(({ rows, labelled: count }) => count >= MOSTLY_LABELLED * rows);
  const names = new Set(labelled.flatMap(({ estimated }) => Object.keys(estimated)));
  const records = [...names].flatMap((name): [string, TrackRecord][] => {
    const pairs = labelled.flatMap(({ realised, estimated }) => {
      const [came, expected] = [realised[name]?.value ?? null, estimated[name]];
      return came === null || expected === undefined || expected.value === null
        ? []
        : [{ came, value: expected.value, low: expected.low, high: expected.high }];
    });
    if (pairs.length === 0) return [];
    const held = pairs.flatMap(({ came, low, high }) => (low === null || high === null ? [] : [Number(came >= low && came <= high)]));
    return [
      [
        name,
        {
          windows: pairs.length,
          meanAbsoluteError: meanOf(pairs.map(({ came, value }) => Math.abs(value - came))),
          held: held.length === 0 ? null : meanOf(held),
        },
      ],
    ];
  });
  return Object.fromEntries(records);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
