import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "../../serving/support/servers.ts";
import type { ClientUpstream } from "./client-under-test.ts";

const USAGE = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8, prompt_tokens_details: { cached_tokens: 2 } };
const RESPONSE_USAGE = {
  input_tokens: 5,
  output_tokens: 3,
  total_tokens: 8,
  input_tokens_details: { cached_tokens: 2 },
  output_tokens_details: { reasoning_tokens: 1 },
};

/** A server of OpenAI's API as its reference has it, shortened (https://platform.openai.com/docs/api-reference): it always says "one two three". A model "busy" has no room, "slow" speaks until its client leaves. */
export async function startOpenaiLike(): Promise<ClientUpstream> {
  return startServer((request, response) => {
    void request.toArray().then(async (chunks) => answer(request.url ?? "", JSON.parse(Buffer.concat(chunks as Buffer[]).toString()) as Asked, response));
  });
}

interface Asked {
  readonly model: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly input?: string | readonly string[];
  readonly tools?: readonly unknown[];
}

async function answer(path: string, asked: Asked, response: ServerResponse): Promise<void> {
  if (asked.model === "busy")
    return whole(response, { error: { message: "Rate limit reached", type: "requests", param: null, code: "rate_limit_exceeded" } }, 429);
  if (path === "/v1/embeddings") return whole(response, embeddings(asked));
  if (path === "/v1/responses") return asked.stream === true ? stream(response, responseEvents()) : whole(response, RESPONSE);
  if (asked.model === "slow") return untilGone(response);
  return asked.stream === true ? stream(response, chunks(asked)) : whole(response, chat(asked));
}

function whole(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const HEAD = { id: "chatcmpl-1", created: 1, model: "m-2026" };
const CALLS = [{ index: 0, id: "call_1", type: "function", function: { name: "get_weather", arguments: '{"city":"Oslo"}' } }];

function chat({ tools }: Asked): object {
  const message = tools === undefined ? { role: "assistant", content: "one two three" } : { role: "assistant", content: null, tool_calls: CALLS };
  return { ...HEAD, object: "chat.completion", choices: [{ index: 0, message, finish_reason: tools === undefined ? "stop" : "tool_calls" }], usage: USAGE };
}

function chunks({ tools, stream_options: options }: Asked): readonly object[] {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...HEAD,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const call = (part: object) => chunk({ tool_calls: [{ index: 0, ...part }] });
  const said =
    tools === undefined
      ? ["one", " two", " three"].map((content) => chunk({ content }))
      : [
          call({ id: "call_1", type: "function", function: { name: "get_weather", arguments: "" } }),
          call({ function: { arguments: '{"city":' } }),
          call({ function: { arguments: '"Oslo"}' } }),
        ];
  const usage = options?.include_usage === true ? [{ ...HEAD, object: "chat.completion.chunk", choices: [], usage: USAGE }] : [];
  return [chunk({ role: "assistant", content: "" }), ...said, chunk({}, tools === undefined ? "stop" : "tool_calls"), ...usage];
}

const MESSAGE = {
  id: "msg_1",
  type: "message",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text: "one two three", annotations: [] }],
};
const RESPONSE = {
  id: "resp_1",
  object: "response",
  created_at: 1,
  status: "completed",
  model: "m-2026",
  output: [MESSAGE],
  usage: RESPONSE_USAGE,
  parallel_tool_calls: true,
  tool_choice: "auto",
  tools: [],
};

function responseEvents(): readonly object[] {
  const place = { output_index: 0, item_id: "msg_1", content_index: 0 };
  const events = [
    { type: "response.created", response: { ...RESPONSE, status: "in_progress", output: [], usage: null } },
    { type: "response.output_item.added", output_index: 0, item: { ...MESSAGE, status: "in_progress", content: [] } },
    { type: "response.content_part.added", ...place, part: { type: "output_text", text: "", annotations: [] } },
    ...["one", " two", " three"].map((delta) => ({ type: "response.output_text.delta", ...place, delta, logprobs: [] })),
    { type: "response.output_item.done", output_index: 0, item: MESSAGE },
    { type: "response.completed", response: RESPONSE },
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

/** Its client asks for base64 where nothing else is asked for. */
function embeddings({ input }: Asked): object {
  const inputs = typeof input === "string" ? [input] : (input ?? []);
  const vector = (index: number) => Buffer.from(Float32Array.of(0.5, index).buffer).toString("base64");
  const data = inputs.map((_, index) => ({ object: "embedding", index, embedding: vector(index) }));
  return { object: "list", model: "e", data: data.toReversed(), usage: { prompt_tokens: 4, total_tokens: 4 } };
}

async function stream(response: ServerResponse, events: readonly object[]): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  for (const event of events) {
    const name = "type" in event ? `event: ${String(event.type)}\n` : "";
    response.write(`${name}data: ${JSON.stringify(event)}\n\n`);
    await sleep(5);
  }
  response.end(events.some((event) => "type" in event) ? "" : "data: [DONE]\n\n");
}

async function untilGone(response: ServerResponse): Promise<void> {
  const gone = once(response, "close");
  response.writeHead(200, { "content-type": "text/event-stream" });
  const [chunk] = chunks({ model: "slow" }).slice(1);
  const timer = setInterval(() => response.write(`data: ${JSON.stringify(chunk)}\n\n`), 5);
  await gone;
  clearInterval(timer);
}
