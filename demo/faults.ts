import type { AnalyzerName, Cause } from "../analyzers/findings/finding.ts";
import type { Flight } from "./flights.ts";

/** How a fault shows: in what the flight's request carries, or in what the driver does around it. */
export type FaultKind = "celsius" | "renamedCarrier" | "malformed" | "outage" | "overload";

/** Something that did not happen in 2013 and is put on top, so that Tidemark has it to find. Half open, epoch milliseconds. */
export interface Fault {
  readonly kind: FaultKind;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** The finding that must name it. */
  readonly expected: { readonly analyzer: AnalyzerName; readonly cause: Cause };
}

/** New York was at UTC−5 until 10 March 2013 and at UTC−4 after it. */
export const FAULTS: readonly Fault[] = [
  {
    kind: "celsius",
    from: Date.parse("2013-02-18T00:00:00-05:00"),
    to: Date.parse("2013-02-19T00:00:00-05:00"),
    text: "The temperature feed sends Celsius where the model expects Fahrenheit.",
    expected: { analyzer: "drift", cause: "unitChange" },
  },
  {
    kind: "renamedCarrier",
    from: Date.parse("2013-03-13T00:00:00-04:00"),
    to: Date.parse("2013-03-14T00:00:00-04:00"),
    text: "Carrier DL is sent as DAL.",
    expected: { analyzer: "drift", cause: "renamedCategory" },
  },
  {
    kind: "malformed",
    from: Date.parse("2013-04-03T15:00:00-04:00"),
    to: Date.parse("2013-04-03T16:00:00-04:00"),
    text: "A client sends truncated JSON for one hour.",
    expected: { analyzer: "errors", cause: "malformedRequests" },
  },
  {
    kind: "outage",
    from: Date.parse("2013-05-16T17:00:00-04:00"),
    to: Date.parse("2013-05-16T18:00:00-04:00"),
    text: "The model server is killed and stays away for one hour.",
    expected: { analyzer: "errors", cause: "upstreamDown" },
  },
  {
    kind: "overload",
    from: Date.parse("2013-06-04T17:00:00-04:00"),
    to: Date.parse("2013-06-04T18:00:00-04:00"),
    text: "A batch job floods the model server for one hour.",
    expected: { analyzer: "load", cause: "overload" },
  },
];

export function faultAt(time: number): Fault | undefined {
  return FAULTS.find((fault) => time >= fault.from && time < fault.to);
}

/** A flight's features as its request carries them, faults put on. */
export function faultyFeatures(flight: Flight): Flight["features"] {
  const kind = faultAt(flight.eventTime)?.kind;
  const { temperature, carrier } = flight.features;
  if (kind === "celsius" && typeof temperature === "number") return { ...flight.features, temperature: Math.round(((temperature - 32) / 1.8) * 10) / 10 };
  if (kind === "renamedCarrier" && carrier === "DL") return { ...flight.features, carrier: "DAL" };
  return flight.features;
}
