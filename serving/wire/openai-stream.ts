import { isRecord } from "./json-text.ts";

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
  let chunks = 0;
  let complete = false;
  for (const data of eventData(body)) {
    if (data === "[DONE]") complete = true;
    const event = data === "[DONE]" ? undefined : parsed(data);
    if (!isRecord(event)) continue;
    if (isRecord(event["response"])) {
      Object.assign(answer, event["response"]);
      complete ||= /^response\.(?:completed|incomplete|failed)$/.test(String(event["type"]));
    } else if (typeof event["type"] === "string" && event["type"].startsWith("response.")) chunks += event["type"].endsWith(".delta") ? 1 : 0;
    else {
      for (const key of ["id", "object", "model", "usage", "error"] as const) if (event[key] !== undefined && event[key] !== null) answer[key] = event[key];
      if (Array.isArray(event["choices"])) for (const choice of event["choices"]) chunks += merge(choices, choice);
    }
  }
  return { answer: choices.size === 0 ? answer : { ...answer, choices: [...choices.values()].map(asChoice) }, chunks, complete };
}

interface Choice {
  readonly index: number;
  text: string;
  refusal: string;
  finish: string | null;
  readonly tools: Map<number, string>;
}

/** @returns 1 when the chunk carries content */
function merge(choices: Map<number, Choice>, chunk: unknown): number {
  if (!isRecord(chunk)) return 0;
  const index = typeof chunk["index"] === "number" ? chunk["index"] : 0;
  const choice = choices.get(index) ?? { index, text: "", refusal: "", finish: null, tools: new Map<number, string>() };
  choices.set(index, choice);
  const delta = isRecord(chunk["delta"]) ? chunk["delta"] : chunk;
  const before = choice.text.length + choice.refusal.length + choice.tools.size;
  choice.text += text(delta["content"]) + text(delta["text"]);
  choice.refusal += text(delta["refusal"]);
  if (typeof chunk["finish_reason"] === "string") choice.finish = chunk["finish_reason"];
  if (Array.isArray(delta["tool_calls"])) for (const [i, call] of delta["tool_calls"].entries()) name(choice, call, i);
  return choice.text.length + choice.refusal.length + choice.tools.size > before ? 1 : 0;
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

/** Data of the events of a stream (text/event-stream, WHATWG), in order; comments, names and ids are passed over. An event that its stream breaks off in is left out. */
function eventData(body: Buffer): string[] {
  const events = body.toString("utf8").split(/\r?\n\r?\n|\r\r/);
  events.pop();
  return events.flatMap((event) => {
    const lines = event.split(/\r?\n|\r/).filter((line) => line.startsWith("data:"));
    return lines.length === 0 ? [] : [lines.map((line) => line.slice(line.startsWith("data: ") ? 6 : 5)).join("\n")];
  });
}
