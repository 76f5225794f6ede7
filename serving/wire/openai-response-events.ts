import { isRecord } from "./json-text.ts";

/** An item of the output that is still being streamed. */
interface Item {
  readonly told: Readonly<Record<string, unknown>>;
  text: string;
  refusal: string;
}

/** Events of a streamed response (OpenAI's `/v1/responses`) put together. Its last event holds the whole; of a stream that is cut off, what its items came to until then. */
export class ResponseEvents {
  readonly #response: Record<string, unknown> = {};
  readonly #items = new Map<number, Item>();
  complete = false;

  /** @returns 1 when the event carries content */
  add(event: Readonly<Record<string, unknown>>): 0 | 1 {
    const type = String(event["type"]);
    if (isRecord(event["response"])) Object.assign(this.#response, event["response"]);
    this.complete ||= /^response\.(?:completed|incomplete|failed)$/.test(type);
    const at = typeof event["output_index"] === "number" ? event["output_index"] : 0;
    if (isRecord(event["item"])) this.#item(at, event["item"]);
    if (!type.endsWith(".delta")) return 0;
    const delta = typeof event["delta"] === "string" ? event["delta"] : "";
    if (type === "response.output_text.delta") this.#item(at).text += delta;
    if (type === "response.refusal.delta") this.#item(at).refusal += delta;
    return 1;
  }

  /** As it would have come at once; empty without any event. */
  answer(): Record<string, unknown> {
    const { output } = this.#response;
    if (this.#items.size === 0 || (Array.isArray(output) && output.length > 0)) return this.#response;
    return { ...this.#response, output: [...this.#items].sort(([a], [b]) => a - b).map(([, item]) => whole(item)) };
  }

  #item(at: number, told?: Readonly<Record<string, unknown>>): Item {
    const before = this.#items.get(at);
    const item = { text: before?.text ?? "", refusal: before?.refusal ?? "", told: told ?? before?.told ?? { type: "message" } };
    const kept = before !== undefined && told === undefined ? before : item;
    this.#items.set(at, kept);
    return kept;
  }
}

/** What an item says of itself, once it is done; else its parts so far. */
function whole({ told, text, refusal }: Item): Readonly<Record<string, unknown>> {
  const isDone = Array.isArray(told["content"]) && told["content"].length > 0;
  if (told["type"] !== "message" || isDone) return told;
  const refused = refusal === "" ? [] : [{ type: "refusal", refusal }];
  return { ...told, content: [...(text === "" ? [] : [{ type: "output_text", text }]), ...refused] };
}
