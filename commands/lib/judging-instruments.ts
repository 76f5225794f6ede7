import type { Meter } from "@opentelemetry/api";
import type { Finding } from "../../analyzers/findings/finding.ts";

/** What judging tells of itself, by model and analyzer; never by feature, of which there may be thousands. */
export interface JudgingInstruments {
  judged(model: string, analyzer: string, findings: readonly Finding[]): void;
}

export function judgingInstruments(meter: Meter): JudgingInstruments {
  const verdicts = meter.createCounter("tidemark.judging.verdicts", { description: "Verdicts given, by model, analyzer and verdict." });
  const last = new Map<string, { readonly model: string; readonly analyzer: string; readonly seconds: number }>();
  meter
    .createObservableGauge("tidemark.judging.last.judged.timestamp", {
      unit: "s",
      description: "When an analyzer last judged a window of a model, epoch seconds.",
    })
    .addCallback((result) => {
      for (const { model, analyzer, seconds } of last.values()) result.observe(seconds, { model, analyzer });
    });
  return {
    judged(model, analyzer, findings) {
      last.set(JSON.stringify([model, analyzer]), { model, analyzer, seconds: Date.now() / 1_000 });
      for (const [verdict, group] of Map.groupBy(findings, (finding) => finding.verdict)) verdicts.add(group.length, { model, analyzer, verdict });
    },
  };
}
