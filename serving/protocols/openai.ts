import { TidemarkError } from "../../errors.ts";
import { typeOf } from "../wire/body-value.ts";
import { isRecord } from "../wire/json-text.ts";
import { streamedAnswer } from "../wire/openai-stream.ts";
import { routeBy } from "../wire/model-path.ts";
import type { Column, Content, Message, Protocol, Value } from "../wire/protocol.ts";
import { textColumns } from "../wire/text-columns.ts";

/** Azure names the model in the path. */
const PATH = /(?:\/deployments\/(?<model>[^/]+))?\/(?:chat\/completions|completions|responses|embeddings)$/;
/** What a request asks for beside its text. */
const SETTINGS = [
  "temperature",
  "top_p",
  "max_tokens",
  "max_completion_tokens",
  "max_output_tokens",
  "n",
  "seed",
  "presence_penalty",
  "frequency_penalty",
] as const;

/** OpenAI's API: chat completions, completions, responses, embeddings; whole or as a stream of events. As vLLM, TGI, SGLang, Ollama, KServe and Triton serve it.
 * Prompt and answer are described (length, words), not kept; tokens are what the server says, and absent where it says nothing.
 * https://platform.openai.com/docs/api-reference */
const openai: Protocol = {
  name: "openai",
  route: ({ method, path }) => (method === "POST" ? routeBy(PATH, path) : undefined),
  likeness: () => 3,
  read: {
    request(message) {
      const body = message.json("a request of OpenAI's API");
      if (!isRecord(body)) throw new TidemarkError("input", "reading a request of OpenAI's API: expected an object");
      const tokens = tokensOf(body["prompt"] ?? body["input"]);
      const prompts = tokens?.map(() => "") ?? promptsOf(body, message.line.path);
      const asked = tokens === undefined ? textColumns("prompt", prompts) : [{ name: "prompt_token_ids", values: tokens.map((list) => list.length) }];
      return { rows: prompts.length, columns: [...asked, ...settings(body, prompts.length)], texts: prompts, ...modelOf(body) };
    },
    response(message, request) {
      const streamed = isStream(message) ? streamedAnswer(message.body) : undefined;
      const body = streamed?.answer ?? message.json("an answer of OpenAI's API");
      if (!isRecord(body)) throw new TidemarkError("input", "reading an answer of OpenAI's API: expected an object");
      const failed = failureOf(body["object"] === "error" ? body : body["error"]);
      if (failed !== undefined) return { rows: 0, columns: [], ...failed, ...modelOf(body), ...idOf(body) };
      if (streamed === undefined && isLater(body)) return { rows: request?.rows ?? 1, columns: [], pending: true, ...modelOf(body), ...idOf(body) };
      const ended = streamed === undefined ? [] : [{ name: "stream_complete", values: [streamed.complete] }];
      const stream = streamed === undefined ? {} : { stream: { chunks: streamed.chunks } };
      return { ...answered(body, request?.rows ?? 1, ended), ...stream, ...modelOf(body), ...idOf(body) };
    },
  },
};
export default openai;

function modelOf({ model }: Readonly<Partial<Record<string, unknown>>>): Pick<Content, "model"> {
  return typeof model === "string" && model !== "" ? { model } : {};
}

function idOf({ id }: Readonly<Partial<Record<string, unknown>>>): Pick<Content, "requestId"> {
  return typeof id === "string" && id !== "" ? { requestId: id } : {};
}

/** Also of a stream, whose status was said before: {message, type, code}, or words alone. */
function failureOf(said: unknown): Pick<Content, "error" | "errorStatus"> | undefined {
  if (!isRecord(said)) return typeof said === "string" && said !== "" ? { error: said } : undefined;
  const { message: error, code, type } = said as Readonly<Partial<Record<string, unknown>>>;
  if (typeof error !== "string") return undefined;
  if (typeof code === "number" && code >= 400 && code < 600) return { error, errorStatus: code };
  const kind = `${String(type)} ${String(code)}`;
  const errorStatus = /invalid_request|BadRequest|context_length|content_filter|validation/i.test(kind)
    ? 400
    : /rate_limit|quota|overloaded/i.test(kind)
      ? 429
      : 0;
  return errorStatus === 0 ? { error } : { error, errorStatus };
}

function isStream(message: Message): boolean {
  return typeOf(message) === "text/event-stream" || /^\s*(?:data|event):/.test(message.body.toString("latin1", 0, 64));
}

/** A response in the background, fetched by its id later. */
function isLater({ object, status }: Readonly<Partial<Record<string, unknown>>>): boolean {
  return (object === undefined || object === "response") && (status === "queued" || status === "in_progress");
}

/** Prompts that are sent as tokens, one list or several: their words are not on the wire. */
function tokensOf(input: unknown): readonly (readonly unknown[])[] | undefined {
  if (!Array.isArray(input) || input.length === 0) return undefined;
  if (input.every((one) => typeof one === "number")) return [input];
  return input.every((one) => Array.isArray(one)) ? input : undefined;
}

/** A chat is one prompt, all its messages together, and so is a response's input with its instructions; completions and embeddings take several. */
function promptsOf(body: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  if (Array.isArray(body["messages"])) return [body["messages"].map((message) => textOf(isRecord(message) ? message["content"] : message)).join("\n")];
  const input = body["prompt"] ?? body["input"];
  if (Array.isArray(input) && input.length > 0 && input.every((one) => typeof one === "string"))
    return path.endsWith("/responses") ? [input.join("\n")] : input;
  if (input === undefined) throw new TidemarkError("input", 'reading a request of OpenAI\'s API: expected "messages", "prompt" or "input"');
  const said = Array.isArray(input) ? input.map((one) => textOf(isRecord(one) ? (one["content"] ?? one["output"]) : one)) : [textOf(input)];
  return [[...(typeof body["instructions"] === "string" ? [body["instructions"]] : []), ...said].join("\n")];
}

/** Text of a message's content: itself, or of its parts those that are text. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isRecord(part) && typeof part["text"] === "string" ? part["text"] : "")).join("");
}

function settings(body: Readonly<Record<string, unknown>>, rows: number): Column[] {
  const all = (value: Value) => Array.from({ length: rows }, () => value);
  const given: Column[] = SETTINGS.filter((name) => typeof body[name] === "number").map((name) => ({ name, values: all(body[name] as number) }));
  const messages = Array.isArray(body["messages"]) ? [{ name: "messages", values: all(body["messages"].length) }] : [];
  const tools = Array.isArray(body["tools"]) ? [{ name: "tools", values: all(body["tools"].length) }] : [];
  return [...messages, ...tools, ...given, { name: "stream", values: all(body["stream"] === true) }];
}

function answered(body: Readonly<Record<string, unknown>>, rows: number, ended: readonly Column[]): Content {
  if (Array.isArray(body["data"])) return embeddings(body["data"], usageOf(body, ["prompt_tokens"]));
  const beside = [...usageOf(body, ["prompt_tokens", "completion_tokens"]), ...ended];
  if (Array.isArray(body["choices"])) return choices(body["choices"], rows, beside);
  if (Array.isArray(body["output"])) return output(body, beside);
  throw new TidemarkError("input", 'reading an answer of OpenAI\'s API: expected "choices", "output" or "data"');
}

/** Several choices of one prompt are one answer: its first choice, and how many there were. */
function choices(list: readonly unknown[], rows: number, beside: readonly Column[]): Content {
  const records = list.filter(isRecord).toSorted((a, b) => Number(a["index"] ?? 0) - Number(b["index"] ?? 0));
  const each = Math.max(1, Math.round(records.length / Math.max(rows, 1)));
  const first = records.filter((_, i) => i % each === 0);
  const messages = first.map((choice) => (isRecord(choice["message"]) ? choice["message"] : choice));
  const texts = messages.map((message) => textOf(message["content"] ?? message["text"]));
  const calls = messages.map(callsOf);
  const columns: Column[] = [
    { name: "finish_reason", values: first.map((choice) => (typeof choice["finish_reason"] === "string" ? choice["finish_reason"] : undefined)) },
    ...textColumns("answer", texts),
    { name: "refused", values: messages.map((message) => typeof message["refusal"] === "string" && message["refusal"] !== "") },
    { name: "tool_calls", values: calls.map((list) => list.length) },
    { name: "tool", values: calls.map(([call]) => toolOf(call)) },
    ...(each > 1 ? [{ name: "choices", values: first.map(() => each) }] : []),
  ];
  return { rows: first.length, texts, columns: [...columns, ...beside.map((column) => repeated(column, first.length))] };
}

/** `function_call` is what a call was once. */
function callsOf({ tool_calls: calls, function_call: called }: Readonly<Partial<Record<string, unknown>>>): readonly unknown[] {
  return Array.isArray(calls) ? calls : isRecord(called) ? [{ function: called }] : [];
}

function output(body: Readonly<Record<string, unknown>>, beside: readonly Column[]): Content {
  const items = (body["output"] as readonly unknown[]).filter(isRecord);
  const messages = items.filter((item) => item["type"] === "message");
  const calls = items.filter((item) => String(item["type"]).endsWith("_call"));
  const parts = messages.flatMap((item) => (Array.isArray(item["content"]) ? item["content"].filter(isRecord) : []));
  const texts = [parts.map((part) => (typeof part["text"] === "string" ? part["text"] : "")).join("")];
  const columns: Column[] = [
    { name: "finish_reason", values: [finishOf(body)] },
    ...textColumns("answer", texts),
    { name: "refused", values: [parts.some((part) => part["type"] === "refusal")] },
    { name: "tool_calls", values: [calls.length] },
    { name: "tool", values: [toolOf(calls[0])] },
  ];
  return { rows: 1, texts, columns: [...columns, ...beside] };
}

function finishOf({ incomplete_details: details, status }: Readonly<Partial<Record<string, unknown>>>): Value {
  const reason = isRecord(details) ? details["reason"] : status;
  return typeof reason === "string" && reason !== "in_progress" ? reason : undefined;
}

/** Vectors in the order of what they are of, as numbers or as base64 of 32-bit floats. */
function embeddings(data: readonly unknown[], usage: readonly Column[]): Content {
  const items = data.filter(isRecord).toSorted((a, b) => Number(a["index"] ?? 0) - Number(b["index"] ?? 0));
  const values = items.map((item) => vectorOf(item["embedding"]));
  return { rows: data.length, columns: [{ name: "embedding", values }, ...usage.map((column) => repeated(column, data.length))] };
}

function vectorOf(embedding: unknown): Value {
  if (typeof embedding !== "string") return Array.isArray(embedding) ? (embedding as number[]) : undefined;
  const bytes = Buffer.from(embedding, "base64");
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readFloatLE(4 * i));
}

/** The tokens of a whole request are of its first row; others say nothing. */
function repeated(column: Column, rows: number): Column {
  return rows <= 1 ? column : { ...column, values: Array.from({ length: rows }, (_, row) => (row === 0 ? column.values[0] : undefined)) };
}

/** @param always what has a column though nothing is told of it */
function usageOf(body: Readonly<Record<string, unknown>>, always: readonly string[]): Column[] {
  const usage = isRecord(body["usage"]) ? body["usage"] : {};
  const part = (details: unknown, key: string) => (isRecord(details) ? details[key] : undefined);
  const told = {
    prompt_tokens: usage["prompt_tokens"] ?? usage["input_tokens"],
    completion_tokens: usage["completion_tokens"] ?? usage["output_tokens"],
    cached_tokens: part(usage["prompt_tokens_details"] ?? usage["input_tokens_details"], "cached_tokens"),
    reasoning_tokens: part(usage["completion_tokens_details"] ?? usage["output_tokens_details"], "reasoning_tokens"),
  };
  return Object.entries(told).flatMap(([name, value]): Column[] => {
    if (typeof value !== "number" && !always.includes(name)) return [];
    return [{ name, values: [typeof value === "number" ? value : undefined] }];
  });
}

function toolOf(call: unknown): Value {
  if (!isRecord(call)) return undefined;
  const named = isRecord(call["function"]) ? call["function"]["name"] : call["name"];
  return typeof named === "string" ? named : undefined;
}
