import type { ClientUnderTest } from "./client-under-test.ts";
import { startOpenaiLike } from "./openai-like.ts";

const request = (model: string, more: object = {}) => ({ protocol: "openai", model, status: 200, error_class: "" as const, rows: 1, ...more });
const said = { answer_words: 3, answer_characters: 13 };
const told = { prompt_tokens: 5, completion_tokens: 3, cached_tokens: 2 };

/** OpenAI's client in Python: whole answers and streams of chats and responses, tools, embeddings (it asks for base64), a refusal for want of room, a stream that it leaves. */
export default {
  name: "openai (Python)",
  environment: "openai",
  packages: ["openai"],
  program: "openai-client.py",
  startUpstream: startOpenaiLike,
  printed: {
    chat: ["one two three", 3],
    stream: ["one two three", 3, "", "stop"],
    "stream without usage": ["one two three", null, "", "stop"],
    tools: "get_weather",
    "stream of tools": ["", null, 'get_weather{"city":"Oslo"}', "tool_calls"],
    response: "one two three",
    "stream of a response": "one two three",
    // In the order that the server sent them in: the client leaves it.
    embeddings: [
      [0.5, 1],
      [0.5, 0],
    ],
    busy: 429,
    "left after": "one",
  },
  // A model that has not answered well is none.
  requests: [
    ...Array.from({ length: 7 }, () => request("m")),
    request("e", { rows: 2 }),
    request("other", { status: 429, error_class: "overload" }),
    request("other", { error_class: "clientClosed" }),
  ],
  rows: [
    { feature_numbers: { prompt_words: 3, temperature: 0.5 }, prediction_numbers: { ...said, ...told } },
    { prediction_numbers: { ...said, ...told }, prediction_categories: { finish_reason: "stop", stream_complete: "true" } },
    { prediction_numbers: { ...said, completion_tokens: undefined as never }, prediction_categories: { stream_complete: "true" } },
    { prediction_numbers: { tool_calls: 1 }, prediction_categories: { tool: "get_weather" } },
    { prediction_numbers: { tool_calls: 1 }, prediction_categories: { tool: "get_weather", finish_reason: "tool_calls" } },
    { prediction_numbers: { ...said, ...told, reasoning_tokens: 1 }, prediction_categories: { finish_reason: "completed" } },
    { prediction_numbers: { ...said, ...told }, prediction_categories: { finish_reason: "completed", stream_complete: "true" } },
    { row_number: 0, prediction_numbers: { embedding_0: 0.5, embedding_1: 0 } },
    { row_number: 1, prediction_numbers: { embedding_0: 0.5, embedding_1: 1 } },
  ],
} satisfies ClientUnderTest;
