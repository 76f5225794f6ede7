import { isDeepStrictEqual } from "node:util";
import type { Exchange } from "../../wire/exchange.ts";
import { traceOf } from "../capture-exchange.ts";
import type { Outcome } from "../capture-exchange.ts";
import type { PackedExchange } from "../handover.ts";
import { ExchangeHeads } from "./exchange-head.ts";
import type { ExchangeHead } from "./exchange-head.ts";
import { learnShape } from "./learn-shape.ts";
import type { Capturing } from "./learn-shape.ts";
import { readBody, remember, rowsOfDrafts, rowsOfShape, writeLine } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { EXCHANGE_NUMBERS } from "./sources.ts";

/** Heads that are remembered; the one that came first goes. */
const MOST_HEADS = 256;
/** Shapes of one head, and times that one is looked for. */
const MOST_SHAPES = 16;
const MOST_TRIES = 64;
/** An exchange of a shape in so many is decoded whole and compared. */
const COMPARED = 256;
/** Learning takes no more than this share of the time. */
const LEARNING_SHARE = 1 / 20;
const [BRACE, BRACKET] = [123, 91];

/** An exchange of a known shape: its lines, without being decoded. */
export interface Recognised {
  readonly shape: Shape;
  readonly values: readonly string[];
  readonly head: ExchangeHead;
  /** It is to be decoded all the same: a category in it has not been seen in its place, or it is time to compare. */
  readonly unsure: "new" | "due" | undefined;
}

interface Known {
  readonly shapes: Shape[];
  tries: number;
}

/** Remembers what exchanges differ in, so that those that differ in values alone need not be decoded. What the whole decoder says holds: where it says otherwise, the shape is forgotten, and its head's exchanges are decoded from then on. */
export class Shapes {
  readonly #capture: Capturing;
  readonly #heads = new ExchangeHeads();
  readonly #known = new Map<string, Known>();
  #nextMs = 0;
  #forgotten = 0;

  /** @param capture what the whole decoder makes of an exchange, without counting it anywhere */
  constructor(capture: Capturing) {
    this.#capture = capture;
  }

  recognise(packed: PackedExchange, bytes: Buffer, requestId: string): Recognised | undefined {
    if (packed.failure !== undefined || packed.tooLarge || !opens(bytes, packed.requestAt, packed.responseAt) || !opens(bytes, packed.responseAt, packed.endAt))
      return undefined;
    const head = this.#heads.of(packed);
    const shapes = head === undefined ? undefined : this.#known.get(head.key)?.shapes;
    if (head === undefined || shapes === undefined || shapes.length === 0) return undefined;
    const request = bytes.toString("latin1", packed.requestAt, packed.responseAt);
    const response = bytes.toString("latin1", packed.responseAt, packed.endAt);
    for (const shape of shapes) {
      const values: string[] = [];
      const asked = readBody(shape.request, request, values);
      const answered = asked === "other" ? asked : readBody(shape.response, response, values);
      if (answered === "other") continue;
      for (const name of EXCHANGE_NUMBERS) values.push(String(packed[name]));
      values.push(requestId, ...head.ids);
      shape.uses += 1;
      return { shape, values, head, unsure: asked === "new" || answered === "new" ? "new" : shape.uses % COMPARED === 0 ? "due" : undefined };
    }
    return undefined;
  }

  /** What the whole decoder made of an exchange: of a shape's, whether that was right; else perhaps a new shape. */
  learn(recognised: Recognised | undefined, packed: PackedExchange, exchange: Exchange, outcome: Outcome): void {
    if (recognised !== undefined) return this.#compare(recognised, outcome);
    if (outcome.fate !== "captured" || performance.now() < this.#nextMs) return;
    const head = this.#heads.of(packed);
    if (head === undefined) return;
    const known = this.#ofHead(head.key);
    if (known.shapes.length >= MOST_SHAPES || known.tries >= MOST_TRIES) return;
    known.tries += 1;
    const startedMs = performance.now();
    const shape = learnShape(exchange, outcome, this.#capture);
    if (shape !== undefined) known.shapes.push(shape);
    const nowMs = performance.now();
    this.#nextMs = nowMs + (nowMs - startedMs) / LEARNING_SHARE;
  }

  /** Shapes forgotten since the last call: each is a fault of this program's. */
  takeForgotten(): number {
    const forgotten = this.#forgotten;
    this.#forgotten = 0;
    return forgotten;
  }

  #compare({ shape, values, head, unsure }: Recognised, outcome: Outcome): void {
    const known = this.#known.get(head.key);
    if (outcome.fate === "sampled_out" || known === undefined) return;
    if (outcome.fate === "captured" && isDeepStrictEqual(rowsOfDrafts(outcome.drafts), rowsOfShape(shape, values))) {
      remember(shape.request, values);
      remember(shape.response, values.slice(shape.request.slots.length));
      return;
    }
    if (unsure === "new") return;
    this.#forgotten += known.shapes.splice(0).length;
    known.tries = MOST_TRIES;
  }

  #ofHead(key: string): Known {
    const found = this.#known.get(key);
    if (found !== undefined) return found;
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST_HEADS && oldest !== undefined) this.#known.delete(oldest);
    const known = { shapes: [], tries: 0 };
    this.#known.set(key, known);
    return known;
  }
}

function opens(bytes: Buffer, at: number, end: number): boolean {
  return end > at && (bytes[at] === BRACE || bytes[at] === BRACKET);
}

/** What the whole decoder would make of it. */
export function outcomeOf({ shape, values, head }: Recognised, sampled: "row" | "beside" | "out"): Outcome {
  const common = { key: values[shape.idAt] ?? "", ...traceOf(head.traceparent) };
  const request = { ...common, topic: "tidemark.requests" as const, value: Buffer.from(writeLine(shape.requestLine, values)) };
  const unnamed = shape.model === "";
  if (sampled === "out") return { fate: "sampled_out", drafts: [request], unnamed };
  const value = Buffer.from(shape.rowLines.map((line) => writeLine(line, values)).join(""));
  return {
    fate: "captured",
    drafts: [request, { ...common, topic: sampled === "row" ? "tidemark.inferences" : "tidemark.inferences_beside", value }],
    unnamed,
  };
}
