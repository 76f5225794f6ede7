/**
 * Change detectors: what an observation costs, beside river in the same run where Python has it; how many values lie between false alarms where one in N is asked; how long changes stay unseen. `npm run bench -- detectors [options]`:
 * `--parts speed,alarms,delays` (all), `--only ddm,adwin` (all), `--python PATH` (python3), `--values` (500000 of each speed), `--every` (1000,10000), `--times` (100 N values of each rate), `--rates` (.01,.1,.3), `--streams` (60 of each delay).
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ChangeDetector } from "../analyzers/statistics/change-detector.ts";
import { loadPlugins } from "../plugins.ts";
import { falseAlarms } from "./detectors/alarms.ts";
import { delays } from "./detectors/delays.ts";
import { speeds } from "./detectors/speeds.ts";

const OPTIONS = {
  parts: { type: "string", default: "speed,alarms,delays" },
  only: { type: "string", default: "" },
  python: { type: "string", default: "python3" },
  values: { type: "string", default: "500000" },
  every: { type: "string", default: "1000,10000" },
  times: { type: "string", default: "100" },
  rates: { type: "string", default: ".01,.1,.3" },
  streams: { type: "string", default: "60" },
} as const;

export default async function detectorsBench(options: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...options], options: OPTIONS });
  const all = await loadPlugins<ChangeDetector>(join(import.meta.dirname, "../analyzers/statistics/detectors"));
  const detectors = all.filter(({ name }) => values.only === "" || values.only.split(",").includes(name));
  const numbers = (list: string): readonly number[] => list.split(",").map(Number);
  const parts: Readonly<Record<string, () => Promise<object> | object>> = {
    speed: () => speeds(detectors, Number(values.values), values.python),
    alarms: () => falseAlarms(detectors, { every: numbers(values.every), rates: numbers(values.rates), times: Number(values.times) }),
    delays: () => delays(detectors, Number(values.streams)),
  };
  const found: Record<string, object> = {};
  for (const name of values.parts.split(",")) found[name] = (await parts[name]?.()) ?? {};
  return found;
}
