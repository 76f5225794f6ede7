import { setTimeout as sleep } from "node:timers/promises";
import { Pool, request, type Dispatcher } from "undici";
import { windowAt, windowsBetween } from "../analyzers/windows/window.ts";
import type { Window } from "../analyzers/windows/window.ts";
import { TidemarkError } from "../errors.ts";
import { faultAt, FAULTS, type Fault } from "./faults.ts";
import type { Flight } from "./flights.ts";
import { startFlood } from "./flood.ts";
import type { ModelServer } from "./model-server.ts";
import type { Journal } from "./journal.ts";
import { MODEL, sendFlight } from "./send-flight.ts";

export const TIME_ZONE = "America/New_York";
/** Requests under way at once. */
const CONCURRENCY = 16;
/** Tries of a flight that was refused for overload, and the wait between them. */
const OVERLOAD_WAIT_MS = 150;
/** The flood goes on until every flight of the hour has been refused or served this often, at least so long. */
const FLOOD_MIN_MS = 3_000;

export interface ReplayParts {
  readonly flights: readonly Flight[];
  readonly proxyUrl: string;
  readonly dashboardsUrl: string;
  readonly modelServer: ModelServer;
  /** Request ids that the store has already; they are not sent again. */
  readonly stored: ReadonlySet<string>;
  /** Request ids whose label the store has already. */
  readonly labelled: ReadonlySet<string>;
  /** Request ids that failed in an earlier run and are not to be answered. */
  readonly failed: ReadonlySet<string>;
  /** Called when a day's requests are answered and its labels posted, with the flights that have asked until then; what must be true before the next day begins is done in it. */
  onDay(day: Window, asked: number): Promise<void>;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

/** Replays the flights on event time, day by day. A flight whose request failed (malformed, no server) gets no prediction; one refused for overload asks again until it is answered. @returns how many rows were answered in this run, and how many of them an earlier run had been answered too. */
export async function replay(parts: ReplayParts): Promise<{ readonly answered: number; readonly answeredAgain: number }> {
  const pool = new Pool(parts.proxyUrl, { connections: CONCURRENCY, pipelining: 1 });
  const answered = new Set<string>();
  const unlabelled = new Set<Flight>();
  let asked = 0;
  for (const day of replayDays(parts.flights)) {
    if (parts.signal.aborted) break;
    const flights = parts.flights.filter((flight) => flight.eventTime >= day.start && flight.eventTime < day.end);
    for (const segment of bySegment(flights)) await sendSegment(pool, parts, segment, answered);
    for (const flight of flights) if (answered.has(flight.key) || parts.stored.has(flight.key)) unlabelled.add(flight);
    await postLabels(parts, unlabelled, day.end);
    asked += flights.length;
    if (!parts.signal.aborted) await parts.onDay(day, asked);
  }
  await pool.close();
  return { answered: answered.size, answeredAgain: [...answered].filter((key) => parts.journal.earlier.has(key)).length };
}

/** New York's days from the first flight's to the last's. */
export function replayDays(flights: readonly Flight[]): readonly Window[] {
  const [first, last] = [flights[0], flights.at(-1)];
  return first && last ? windowsBetween(first.eventTime, windowAt(last.eventTime, "1d", TIME_ZONE).end, "1d", TIME_ZONE) : [];
}

interface Segment {
  readonly fault: Fault | undefined;
  readonly flights: Flight[];
}

function bySegment(flights: readonly Flight[]): Segment[] {
  const segments: Segment[] = [];
  for (const flight of flights) {
    const fault = faultAt(flight.eventTime);
    const current = segments.at(-1);
    if (current && current.fault === fault) current.flights.push(flight);
    else segments.push({ fault, flights: [flight] });
  }
  return segments;
}

async function sendSegment(pool: Dispatcher, parts: ReplayParts, { fault, flights }: Segment, answered: Set<string>): Promise<void> {
  const waiting = flights.filter((flight) => !parts.stored.has(flight.key) && !(meantToFail(flight) && parts.failed.has(flight.key)));
  if (waiting.length === 0) return;
  switch (fault?.kind) {
    case "outage":
      await parts.modelServer.kill();
      await sendAll(pool, parts, waiting, answered);
      await parts.modelServer.restart();
      return;
    case "overload":
      await sendUnderFlood(pool, parts, waiting, answered);
      return;
    default:
      await sendAll(pool, parts, waiting, answered);
  }
}

/** Sends each flight once. @returns those that were refused for overload. */
async function sendAll(pool: Dispatcher, { signal, journal }: ReplayParts, flights: readonly Flight[], answered: Set<string>): Promise<Flight[]> {
  const queue = flights.values();
  const refused: Flight[] = [];
  const worker = async (): Promise<void> => {
    for (const flight of queue) {
      if (signal.aborted) return;
      const status = await sendFlight(pool, flight);
      if (status === 200) {
        answered.add(flight.key);
        journal.add(flight.key);
      }
      if (status === 503) refused.push(flight);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return refused;
}

async function sendUnderFlood(pool: Dispatcher, parts: ReplayParts, flights: readonly Flight[], answered: Set<string>): Promise<void> {
  let refused: readonly Flight[] = flights;
  const flood = startFlood(parts.modelServer.url, flights);
  try {
    await sleep(OVERLOAD_WAIT_MS);
    const until = performance.now() + FLOOD_MIN_MS;
    while (refused.length > 0 && performance.now() < until && !parts.signal.aborted) {
      refused = await sendAll(pool, parts, refused, answered);
      await sleep(OVERLOAD_WAIT_MS);
    }
  } finally {
    await flood[Symbol.asyncDispose]();
  }
  while (refused.length > 0 && !parts.signal.aborted) {
    refused = await sendAll(pool, parts, refused, answered);
    await sleep(OVERLOAD_WAIT_MS);
  }
}

/** Posts the labels of the flights that have landed before `until`, and forgets these. */
async function postLabels(parts: ReplayParts, unlabelled: Set<Flight>, until: number): Promise<void> {
  const landed = [...unlabelled].filter((flight) => flight.landedTime !== null && flight.landedTime < until);
  for (const flight of landed) unlabelled.delete(flight);
  const labels = landed
    .filter((flight) => !parts.labelled.has(flight.key))
    .map((flight) => ({
      model: MODEL,
      requestId: flight.key,
      label: flight.label,
      observedTime: new Date(flight.landedTime ?? 0).toISOString(),
      source: "arrivals",
    }));
  if (labels.length === 0) return;
  const { statusCode, body } = await request(`${parts.dashboardsUrl}/api/v1/labels`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(labels),
  });
  const text = await body.text();
  if (statusCode >= 300) throw new TidemarkError("unavailable", `posting ${labels.length} labels: HTTP ${statusCode}: ${text.slice(0, 300)}`);
}

/** Whether a flight's request was meant to fail. */
export function meantToFail(flight: Flight): boolean {
  const kind = FAULTS.find((fault) => fault === faultAt(flight.eventTime))?.kind;
  return kind === "malformed" || kind === "outage";
}
