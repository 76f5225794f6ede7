import { boundedText, ID_BYTES } from "../../collector/events/bounded-text.ts";
import { MESSAGE_BYTES } from "../../collector/log/row-values.ts";
import { messageOf } from "../../errors.ts";
import { decode } from "../decode/decode.ts";
import type { Decoded } from "../decode/decode.ts";
import type { Declared } from "../decode/declared.ts";
import type { Fate } from "../ledger/ledger-entry.ts";
import { newRequestId } from "../request-path/request-id.ts";
import type { Exchange } from "../wire/exchange.ts";
import { headerOf } from "../wire/headers.ts";
import type { ProtocolChoice } from "../wire/load-protocols.ts";
import type { Protocol } from "../wire/protocol.ts";
import { messagesOf } from "./batch-writer.ts";
import type { Draft } from "./batch-writer.ts";
import { cappedNames, cappedTags, capValues } from "./capped-names.ts";
import { captureRows } from "./capture-rows.ts";
import type { Examples } from "./examples.ts";
import { labelsOf } from "./feedback-labels.ts";
import type { NameCaps, NameLimits } from "./name-caps.ts";
import { promptsOf } from "./redaction.ts";
import type { Privacy, Redaction } from "./redaction.ts";
import type { Sampler, Sampling } from "./sampler.ts";

const MAX_RAW_BYTES = 64 << 10;
const MAX_REASON_CHARACTERS = 1_000;
/** What W3C has in it today; what a later version may put behind is not kept. */
const TRACEPARENT_CHARACTERS = 55;
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}(?:-[!-~]{0,64})?$/;

/** What capturing needs to know beside the exchanges; it is handed to a thread. */
export interface CaptureOptions {
  readonly node: string;
  readonly choice: ProtocolChoice;
  readonly sampling: Sampling;
  readonly declared: Declared;
  readonly names: NameLimits;
  readonly privacy: Privacy;
}

/** What of the options may change while capture runs. */
export type CaptureChange = Partial<Pick<CaptureOptions, "declared" | "privacy">>;

/** What stays between batches: the protocols, what was kept as an example of what is unreadable, names seen, what may be kept, and features declared, by model. */
export interface CaptureState {
  readonly protocols: readonly Protocol[];
  readonly examples: Examples;
  readonly caps: NameCaps;
  readonly redaction: Redaction;
  readonly sampler: Sampler;
  readonly features: Map<string, ReadonlySet<string>>;
}

/** What becomes of one exchange: messages, and its fate once they are in the log. */
export interface Outcome {
  readonly fate: Fate;
  readonly drafts: readonly Draft[];
  /** It names no model, and none is declared. */
  readonly unnamed?: boolean;
}

/** One exchange decoded, sampled, written as lines. What reading does not foresee (a nesting deeper than the stack, say) costs this exchange, not the thread. */
export function captureExchange(exchange: Exchange, state: CaptureState, options: CaptureOptions): Outcome {
  try {
    return capture(exchange, state, options);
  } catch (error) {
    return { fate: "unreadable", drafts: example(exchange, messageOf(error), { model: "", requestId: state.redaction.requestId(exchange.requestId) }, state) };
  }
}

function capture(exchange: Exchange, state: CaptureState, options: CaptureOptions): Outcome {
  const { caps, features, protocols, redaction } = state;
  const { eventTime } = exchange;
  const decoded = decode(exchange, protocols, options.declared);
  const givenId = boundedText(decoded.requestId, ID_BYTES) || newRequestId(exchange.receivedTime);
  const requestId = redaction.requestId(givenId);
  const { schemas } = options.declared;
  const names = cappedNames(decoded, (model) => variantOf(exchange, model, redaction), exchange.counted, caps, schemas);
  const declared =
    features.get(names.model) ?? new Set(schemas.filter(({ name }) => name === names.model).flatMap((schema) => schema.features.map(({ name }) => name)));
  features.set(names.model, declared);
  const { request, inferences } = captureRows(exchange, redaction.keepsTexts ? withTexts(decoded) : decoded, {
    requestId,
    node: options.node,
    names,
    tags: cappedTags(redaction.tags(decoded.tags, names.model, eventTime), names.model, caps),
    ruled: {
      feature: redaction.values(names.model, eventTime, decoded.positional),
      prediction: redaction.values(names.model, eventTime, false),
    },
    errorMessage: redaction.message(decoded.errorMessage, names.model, eventTime, promptsOf(decoded, hasPrompts(exchange, state))),
    cap: (values, kind) => capValues(values, kind, names.model, caps, declared),
  });
  const common = { key: requestId, ...traceOf(headerOf(exchange.request.headers, "traceparent")) };
  const unnamed = names.model === "";
  if (decoded.feedback !== undefined && decoded.errorClass === "" && decoded.unreadable === "" && !exchange.tooLarge) {
    const told = labelsOf(exchange, decoded.feedback, { model: names.model, schemas, redaction });
    if (told.kind === "labels") return { fate: "captured", drafts: messagesOf({ ...common, topic: "tidemark.labels" }, told.rows) ?? [], unnamed };
    return { fate: "unreadable", drafts: example(exchange, told.why, { model: names.model, requestId }, state), unnamed };
  }
  const requests = messagesOf({ ...common, topic: "tidemark.requests" }, [request]) ?? [];
  const sampled = state.sampler.decide({ ...exchange, requestId: givenId, model: names.model, failed: decoded.errorClass !== "" });
  const examples = decoded.unreadable === "" || exchange.tooLarge ? [] : example(exchange, decoded.unreadable, { model: names.model, requestId }, state);
  if (sampled === "out") return { fate: "sampled_out", drafts: [...requests, ...examples], unnamed };
  if (exchange.tooLarge) return { fate: "tooLarge", drafts: requests, unnamed };
  if (decoded.unreadable !== "") return { fate: "unreadable", drafts: [...requests, ...examples], unnamed };
  const rows = messagesOf({ ...common, topic: sampled === "row" ? "tidemark.inferences" : "tidemark.inferences_beside" }, inferences);
  if (requests.length === 0 || rows === undefined) {
    const reason = `writing a row: it is longer than ${MESSAGE_BYTES} bytes; at most that fits in a message`;
    return { fate: "tooLarge", drafts: example(exchange, reason, { model: names.model, requestId }, state), unnamed };
  }
  return { fate: "captured", drafts: [...requests, ...rows], unnamed };
}

/** What of a `traceparent` goes with a message: nothing of one that is none. */
export function traceOf(traceparent: string | undefined): { readonly traceparent?: string } {
  return traceparent !== undefined && TRACEPARENT.test(traceparent) ? { traceparent: traceparent.slice(0, TRACEPARENT_CHARACTERS) } : {};
}

function variantOf(exchange: Exchange, model: string, redaction: Redaction): string {
  const variant = headerOf(exchange.request.headers, "tidemark-variant") ?? "";
  return variant === "" ? "" : (redaction.tag("variant", variant, model, exchange.eventTime) ?? "");
}

/** Whether a request is one in words, also where it cannot be read. */
function hasPrompts({ line, request }: Exchange, { protocols }: CaptureState): boolean {
  return protocols.some((protocol) => protocol.name === "openai" && protocol.route(line, request.headers) !== undefined);
}

/** Prompts and answers as columns beside what describes them. */
function withTexts(decoded: Decoded): Decoded {
  const { texts, features, predictions } = decoded;
  if (texts === undefined) return decoded;
  const answers = predictions.length > 0 ? [{ name: "answer", values: texts.answers }] : [];
  return { ...decoded, features: [...features, { name: "prompt", values: texts.prompts }], predictions: [...predictions, ...answers] };
}

/** A dead letter holds the request, where it may; where that is readable, the answer is what is not. */
function example(exchange: Exchange, reason: string, of: { readonly model: string; readonly requestId: string }, state: CaptureState): readonly Draft[] {
  const { examples, redaction } = state;
  const { line, request, eventTime } = exchange;
  if (!examples.wants(line.path, reason, exchange.receivedTime)) return [];
  const words = hasPrompts(exchange, state);
  const why = redaction.message(reason, of.model, eventTime, words ? "unknown" : undefined);
  const { raw, told } = redaction.body(request.body.subarray(0, MAX_RAW_BYTES), eventTime, words);
  const letter = {
    received_time: exchange.receivedTime,
    topic: "tidemark.inferences",
    partition: 0,
    offset: 0,
    origin: "capture",
    reason: `${line.method}${redaction.active ? "" : ` ${line.path}`}: ${why}${told}`.slice(0, MAX_REASON_CHARACTERS).toWellFormed(),
    raw: raw.toString("utf8"),
  };
  return messagesOf({ topic: "tidemark.dead_letters", key: of.requestId }, [letter]) ?? [];
}
