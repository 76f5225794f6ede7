import { describe, expect, test } from "vitest";
import { byName, decodeMade } from "./support/made.ts";

/** Bodies are those of OpenAI's API reference, shortened: https://platform.openai.com/docs/api-reference */
const CHAT = {
  model: "gpt-5.4",
  temperature: 0.2,
  messages: [
    { role: "developer", content: "You are a helpful assistant." },
    { role: "user", content: [{ type: "text", text: "Hello 123!" }] },
  ],
};
const USAGE = {
  prompt_tokens: 19,
  completion_tokens: 10,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 2 },
};
const chat = (message: object, finish_reason = "stop") => ({
  id: "chatcmpl-B9MBs8",
  object: "chat.completion",
  model: "gpt-5.4-2026-01",
  choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }],
  usage: USAGE,
});
const post = (path: string, request: unknown, response: unknown, responseHeaders = {}) => decodeMade({ path, request, response, responseHeaders });

describe("chat completions", () => {
  test("whole: what was asked and answered is described, tokens are as told", async () => {
    const record = await post("/v1/chat/completions", CHAT, chat({ content: "Hello! How can I help?", refusal: null }));
    expect(record).toMatchObject({ protocol: "openai", model: "gpt-5.4", requestId: "chatcmpl-B9MBs8", rows: 1, status: "ok" });
    expect(byName(record.features)).toMatchObject({ messages: [2], temperature: [0.2], prompt_characters: [39], prompt_words: [7], stream: [false] });
    expect(byName(record.predictions)).toMatchObject({
      finish_reason: ["stop"],
      answer_words: [5],
      refused: [false],
      tool_calls: [0],
      prompt_tokens: [19],
      completion_tokens: [10],
      cached_tokens: [4],
      reasoning_tokens: [2],
    });
  });

  test("tool calls and refusals", async () => {
    const tool = { id: "call_1", type: "function", function: { name: "get_weather", arguments: "{}" } };
    const called = await post("/v1/chat/completions", CHAT, chat({ content: null, tool_calls: [tool] }, "tool_calls"));
    expect(byName(called.predictions)).toMatchObject({ finish_reason: ["tool_calls"], tool_calls: [1], tool: ["get_weather"] });
    const refused = await post("/v1/chat/completions", CHAT, chat({ content: null, refusal: "I can't help with that." }));
    expect(byName(refused.predictions)).toMatchObject({ refused: [true] });
  });

  const chunk = (delta: object, more: object = {}) =>
    `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", model: "m", choices: [{ index: 0, delta, finish_reason: null, ...more }] })}\n\n`;
  const STREAM = { "content-type": "text/event-stream; charset=utf-8" };

  test("a stream is its chunks put together; without usage its tokens are null", async () => {
    const body = `${chunk({ role: "assistant", content: "" })}: ping\n\n${chunk({ content: "Hel" })}${chunk({ content: "lo there" })}${chunk({}, { finish_reason: "stop" })}data: [DONE]\n\n`;
    const { predictions, requestId } = await post("/v1/chat/completions", { ...CHAT, stream: true }, body, STREAM);
    expect(requestId).toBe("chatcmpl-1");
    expect(byName(predictions)).toMatchObject({ finish_reason: ["stop"], answer_characters: [11], answer_words: [2], stream_complete: [true] });
    expect(byName(predictions)).toMatchObject({ prompt_tokens: [undefined], completion_tokens: [undefined] });
  });

  test("usage that a stream ends with is taken", async () => {
    const body = `${chunk({ content: "Hi" })}${chunk({}, { finish_reason: "length" })}data: ${JSON.stringify({ id: "chatcmpl-1", choices: [], usage: USAGE })}\n\ndata: [DONE]\n\n`;
    expect(byName((await post("/v1/chat/completions", CHAT, body, STREAM)).predictions)).toMatchObject({ completion_tokens: [10], finish_reason: ["length"] });
  });

  test("a tool's name that comes in pieces; a stream that breaks off is not complete", async () => {
    const call = (name: string) => chunk({ tool_calls: [{ index: 0, function: { name, arguments: "" } }] });
    const { predictions } = await post("/v1/chat/completions", CHAT, `${call("get_")}${call("weather")}data: {"choices": [{"ind`, STREAM);
    expect(byName(predictions)).toMatchObject({ tool_calls: [1], tool: ["get_weather"], stream_complete: [false], finish_reason: [undefined] });
  });

  test("choices that come by turns; the first is the answer", async () => {
    const part = (index: number, content: string) => chunk({ content }, { index });
    const body = `${part(1, "B b")}${part(0, "A a a")}${chunk({}, { finish_reason: "stop" })}${chunk({}, { index: 1, finish_reason: "length" })}data: [DONE]\n\n`;
    expect(byName((await post("/v1/chat/completions", { ...CHAT, n: 2 }, body, STREAM)).predictions)).toMatchObject({
      answer_words: [3],
      finish_reason: ["stop"],
      choices: [2],
    });
  });

  test("calls beside each other whose arguments come in pieces; a function call as it was once", async () => {
    const call = (index: number, name: string | null, args: string) => chunk({ tool_calls: [{ index, function: { name, arguments: args } }] });
    const body = `${call(0, "get_weather", "")}${call(0, null, '{"c":')}${call(1, "get_time", "{}")}${call(0, null, "1}")}data: [DONE]`;
    expect(byName((await post("/v1/chat/completions", CHAT, body, STREAM)).predictions)).toMatchObject({
      tool_calls: [2],
      tool: ["get_weather"],
      stream_complete: [true],
    });
    const once = chat({ content: null, function_call: { name: "f", arguments: "{}" } }, "function_call");
    expect(byName((await post("/v1/chat/completions", CHAT, once)).predictions)).toMatchObject({ tool_calls: [1], tool: ["f"] });
  });

  test("the model of Azure's path, or of the answer where the request names none", async () => {
    const { model: _, ...unnamed } = CHAT;
    expect((await post("/openai/deployments/east/chat/completions?api-version=1", unnamed, chat({ content: "x" }))).model).toBe("east");
    expect((await post("/v1/chat/completions", unnamed, chat({ content: "x" }))).model).toBe("gpt-5.4-2026-01");
  });

  test.each([
    ["vLLM's, of the client's fault", { object: "error", message: "maximum length", type: "BadRequestError", code: 400 }, "badInput"],
    ["the client's by its type", { error: { message: "no", type: "invalid_request_error" } }, "badInput"],
    ["by its type, too many", { error: { message: "no", type: "rate_limit_exceeded" } }, "overload"],
    ["TGI's, in words", { error: "Request failed during generation", error_type: "generation" }, "server"],
    ["of /v1/responses", { type: "error", code: "server_error", message: "went wrong" }, "server"],
  ])("an error in a stream, %s", async (_, error, errorClass) => {
    const body = `${chunk({ content: "x" })}data: ${JSON.stringify(error)}\n\n`;
    expect(await post("/v1/chat/completions", CHAT, body, STREAM)).toMatchObject({ status: "error", errorClass, predictions: [] });
  });

  test("an error in an answer or a stream", async () => {
    const error = { error: { message: "The engine is currently overloaded", type: "server_error" } };
    expect(await post("/v1/chat/completions", CHAT, error)).toMatchObject({ status: "error", errorClass: "overload" });
    expect(await post("/v1/chat/completions", CHAT, `data: ${JSON.stringify(error)}\n\n`, STREAM)).toMatchObject({ status: "error", errorClass: "overload" });
  });
});

test("completions: several prompts are several rows; of several choices each the first", async () => {
  const choices = ["a b", "c", "d e f", "g"].map((text, index) => ({ text, index, finish_reason: "stop" }));
  const record = await post("/v1/completions", { model: "m", prompt: ["one", "two words"], n: 2 }, { id: "cmpl-1", choices, usage: USAGE });
  expect(record).toMatchObject({ rows: 2, model: "m" });
  expect(byName(record.features)).toMatchObject({ prompt_words: [1, 2], n: [2, 2] });
  expect(byName(record.predictions)).toMatchObject({ answer_words: [2, 3], choices: [2, 2], prompt_tokens: [19, undefined] });
});

describe("responses", () => {
  const REQUEST = { model: "gpt-5.4", input: "Tell me a story.", max_output_tokens: 50 };
  const RESPONSE = {
    id: "resp_67cc",
    object: "response",
    status: "completed",
    model: "gpt-5.4",
    output: [{ type: "message", id: "msg_1", role: "assistant", content: [{ type: "output_text", text: "Once upon a time.", annotations: [] }] }],
    usage: { input_tokens: 36, input_tokens_details: { cached_tokens: 0 }, output_tokens: 87, output_tokens_details: { reasoning_tokens: 5 } },
  };

  test("whole", async () => {
    const record = await post("/v1/responses", REQUEST, RESPONSE);
    expect(byName(record.features)).toMatchObject({ prompt_words: [4], max_output_tokens: [50] });
    expect(byName(record.predictions)).toMatchObject({
      finish_reason: ["completed"],
      answer_words: [4],
      prompt_tokens: [36],
      completion_tokens: [87],
      reasoning_tokens: [5],
    });
  });

  test("a stream: what its last event holds", async () => {
    const event = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
    const created = event("response.created", { response: { ...RESPONSE, status: "in_progress", output: [], usage: null } });
    const body = `${created}${event("response.output_text.delta", { delta: "Once" })}${event("response.completed", { response: RESPONSE })}`;
    const { predictions } = await post("/v1/responses", REQUEST, body, { "content-type": "text/event-stream" });
    expect(byName(predictions)).toMatchObject({ finish_reason: ["completed"], answer_words: [4], stream_complete: [true] });
  });

  test("a stream that is cut off: what its items came to until then", async () => {
    const event = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
    const body = [
      event("response.created", { response: { ...RESPONSE, status: "in_progress", output: [], usage: null } }),
      event("response.output_item.added", { output_index: 0, item: { type: "message", content: [] } }),
      event("response.output_text.delta", { output_index: 0, delta: "Once upon " }),
      event("response.output_text.delta", { output_index: 0, delta: "a" }),
      event("response.output_item.added", { output_index: 1, item: { type: "function_call", name: "look", arguments: "" } }),
      event("response.function_call_arguments.delta", { output_index: 1, delta: "{" }),
    ].join("");
    const { predictions, unreadable } = await post("/v1/responses", REQUEST, body, { "content-type": "text/event-stream" });
    expect(unreadable).toBeNull();
    expect(byName(predictions)).toMatchObject({
      finish_reason: [undefined],
      answer_words: [3],
      tool_calls: [1],
      tool: ["look"],
      completion_tokens: [undefined],
      stream_complete: [false],
    });
  });

  test("in the background: answered later", async () => {
    expect(await post("/v1/responses", REQUEST, { id: "r", object: "response", status: "queued", output: [] })).toMatchObject({
      status: "ok",
      predictions: [],
    });
  });

  test("a list of messages is one prompt; a refusal; a call", async () => {
    const input = [
      { role: "user", content: [{ type: "input_text", text: "hello you" }] },
      { type: "function_call_output", output: "3" },
    ];
    const output = [
      { type: "function_call", name: "f" },
      { type: "message", content: [{ type: "refusal", refusal: "no" }] },
    ];
    const record = await post("/v1/responses", { model: "g", instructions: "Be kind.", input }, { ...RESPONSE, output });
    expect(byName(record.features)).toMatchObject({ prompt_words: [5] });
    expect(byName(record.predictions)).toMatchObject({ refused: [true], tool: ["f"] });
  });
});

test("embeddings are vectors, as numbers or as base64", async () => {
  const floats = Buffer.alloc(8);
  floats.writeFloatLE(0.5, 0);
  floats.writeFloatLE(-1, 4);
  const data = [{ embedding: [0.25, 0.75] }, { embedding: floats.toString("base64") }];
  const record = await post("/v1/embeddings", { model: "e", input: ["one", "two"] }, { object: "list", data, usage: { prompt_tokens: 8 } });
  expect(record).toMatchObject({ rows: 2, model: "e" });
  expect(byName(record.predictions)["embedding"]).toEqual([
    [0.25, 0.75],
    [0.5, -1],
  ]);
});

test("embeddings are in the order of their inputs, whatever the answer's", async () => {
  const data = [
    { index: 1, embedding: [2] },
    { index: 0, embedding: [1] },
  ];
  const record = await post("/v1/embeddings", { model: "e", input: ["one", "two"] }, { data, usage: { prompt_tokens: 8 } });
  expect(byName(record.predictions)).toEqual({ embedding: [[1], [2]], prompt_tokens: [8, undefined] });
});

test.each([
  ["one list", [1, 2, 3], [3]],
  ["several", [[1, 2, 3], [4]], [3, 1]],
])("tokens in place of text: %s", async (_, input, lengths) => {
  const data = lengths.map((_, index) => ({ index, embedding: [0] }));
  const record = await post("/v1/embeddings", { model: "e", input }, { data });
  expect(byName(record.features)).toEqual({ prompt_token_ids: lengths, stream: lengths.map(() => false) });
});
