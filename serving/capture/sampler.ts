import { z } from "zod";
import { fitsPattern } from "../../collector/events/name-pattern.ts";
import { duration } from "../../collector/duration.ts";

/** One rule of the sample. Without `errors` and `slowerThan` it sets the share of its models; with them it keeps more of what they name, beside the sample. */
export const sampleRule = z
  .strictObject({
    /** Models that it is for, `*` standing for any text; none: all. */
    models: z.array(z.string().min(1)).default([]),
    /** Only rows of requests that failed, or whose answer is none. */
    errors: z.boolean().default(false),
    /** Only requests that took longer. */
    slowerThan: duration.optional(),
    share: z.number().min(0).max(1),
  })
  .refine(({ errors, slowerThan }) => !errors || slowerThan === undefined, {
    path: ["slowerThan"],
    error: "goes in a rule of its own; this one is for errors",
  });

/** Of which requests the rows are kept. */
export interface Sampling {
  /** Share of all models that no rule is for, 0 to 1. */
  readonly share: number;
  readonly rules: readonly z.infer<typeof sampleRule>[];
  /** Most requests of a model in a second whose rows are kept; undefined: any number. */
  readonly maxPerSecond?: number | undefined;
}

/** What the sample asks of a request. Time in epoch milliseconds. */
export interface SampledRequest {
  readonly requestId: string;
  readonly model: string;
  readonly failed: boolean;
  readonly totalMs: number;
  readonly receivedTime: number;
}

/** `row`: its rows are part of the sample. `beside`: a rule keeps them beside it, since more of some kind would bend what is judged. `out`: they are not kept. */
export type Sampled = "row" | "beside" | "out";

/** Models whose seconds are counted: there are not more names than capture admits. */
interface Second {
  readonly second: number;
  requests: number;
}

/** Decides by the request's id, the model, how it ended and how long it took: the same for every node and restart; but for `maxPerSecond`, which keeps the first of each second. */
export class Sampler {
  readonly #sampling: Sampling;
  readonly #seconds = new Map<string, Second>();

  constructor(sampling: Sampling) {
    this.#sampling = sampling;
  }

  decide(request: SampledRequest): Sampled {
    const sampled = this.#wanted(request);
    return sampled === "out" || this.#hasRoom(request) ? sampled : "out";
  }

  #wanted({ requestId, model, failed, totalMs }: SampledRequest): Sampled {
    const place = placeOf(requestId);
    const own = this.#sampling.rules.filter(({ models }) => models.length === 0 || models.some((pattern) => fitsPattern(pattern, model)));
    const share = own.find(({ errors, slowerThan }) => !errors && slowerThan === undefined)?.share ?? this.#sampling.share;
    if (place < share) return "row";
    const more = own.some((rule) => place < rule.share && ((rule.errors && failed) || (rule.slowerThan !== undefined && totalMs > rule.slowerThan)));
    return more ? "beside" : "out";
  }

  #hasRoom({ model, receivedTime }: SampledRequest): boolean {
    const { maxPerSecond } = this.#sampling;
    if (maxPerSecond === undefined) return true;
    const second = Math.floor(receivedTime / 1_000);
    const known = this.#seconds.get(model);
    const now = known?.second === second ? known : { second, requests: 0 };
    this.#seconds.set(model, now);
    now.requests += 1;
    return now.requests <= maxPerSecond;
  }
}

/** Where an id lies between 0 and 1, evenly spread (FNV-1a, 32 bits, finished as murmur3 is). */
function placeOf(requestId: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < requestId.length; i++) h = Math.imul(h ^ requestId.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
