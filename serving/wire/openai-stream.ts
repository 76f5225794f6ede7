import { isRecord } from "./json-text.ts";
import { eventData } from "./event-stream.ts";
import { ResponseEvents } from "./openai-response-events.ts";

/** A stream's chunks put together as the answer that would have come at once. */
export interface StreamedAnswer {
  readonly answer: Record<string, unknown>;
  /** Events with content. */
  readonly chunks: number;
  /** The server said that it is at its end. */
  readonly complete: boolean;
}

/** Puts chunks of chat completions, completions or responses together. Usage is what the stream says, or nothing: chunks are never counted as tokens. */
export function streamedAnswer(body: Buffer): StreamedAnswer {
  const answer: Record<string, unknown> = {};
  const choices = new Map<number, Choice>();
  const responses = new ResponseEvents();
  let chunks = 0;
  let complete = false;
  for (const data of eventData(body)) {
    if (data === "[DONE]") complete = true;
    const event = data === "[DONE]" ? undefined : parsed(data);
    if (!isRecord(event)) continue;
    if (isRecord(event["response"]) || String(event["type"]).startsWith("response.")) chunks += responses.add(event);
    else if (event["object"] === "error" || event["type"] === "error") answer["error"] = isRecord(event["error"]) ? event["error"] : event;
    else {
      for (const key of ["id", "object", "model", "usage", "error"] as const) if (event[key] !== undefined && event[key] !== null) answer[key] = event[key];
      if (Array.isArray(event["choices"])) for (const choice of event["choices"]) chunks += merge(choices, choice);
    }
  }
  const merged = choices.size === 0 ? {} : { choices: [...choices.values()].map(asChoice) };
  return { answer: { ...responses.answer(), ...answer, ...merged }, chunks, complete: complete || responses.complete };
}

interface Choice {
  readonly index: number;
  text: string;
  refusal: string;
  finish: string | null;
  readonly tools: Map<number, string>;
}

/** @returns 1 when the chunk carries content: text, reasoning, a refusal, a part of a call */
function merge(choices: Map<number, Choice>, chunk: unknown): number {
  if (!isRecord(chunk)) return 0;
  const index = typeof chunk["index"] === "number" ? chunk["index"] : 0;
  const choice = choices.get(index) ?? { index, text: "", refusal: "", finish: null, tools: new Map<number, string>() };
  choices.set(index, choice);
  const delta = isRecord(chunk["delta"]) ? chunk["delta"] : chunk;
  const said = text(delta["content"]) + text(delta["text"]);
  choice.text += said;
  choice.refusal += text(delta["refusal"]);
  if (typeof chunk["finish_reason"] === "string") choice.finish = chunk["finish_reason"];
  const calls = Array.isArray(delta["tool_calls"]) ? delta["tool_calls"] : isRecord(delta["function_call"]) ? [{ function: delta["function_call"] }] : [];
  for (const [i, call] of calls.entries()) name(choice, call, i);
  const reasoning = text(delta["reasoning_content"]) + text(delta["reasoning"]);
  return said !== "" || reasoning !== "" || text(delta["refusal"]) !== "" || calls.length > 0 ? 1 : 0;
}

function name(choice: Choice, call: unknown, i: number): void {
  if (!isRecord(call)) return;
  const index = typeof call["index"] === "number" ? call["index"] : i;
  const said = isRecord(call["function"]) ? text(call["function"]["name"]) : "";
  choice.tools.set(index, (choice.tools.get(index) ?? "") + said);
}

function asChoice({ index, text, refusal, finish, tools }: Choice): Record<string, unknown> {
  const calls = [...tools.values()].map((called) => ({ function: { name: called } }));
  return {
    index,
    finish_reason: finish,
    message: { content: text, ...(refusal === "" ? {} : { refusal }), ...(calls.length === 0 ? {} : { tool_calls: calls }) },
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
