/** One request of a protocol and its answer. */
export interface BenchExchange {
  readonly path: string;
  readonly type: string;
  readonly body: string;
  readonly answer: string;
  /** Headers of the answer, beside its type. */
  readonly headers?: Readonly<Record<string, string>>;
}

const NAMES = Array.from({ length: 13 }, (_, i) => `feature_${i}`);
/** Of one row: eleven numbers, two texts. */
const VALUES = NAMES.map((_, i) => (i < 11 ? i + 0.5 : "JFK"));
const RECORD = Object.fromEntries(NAMES.map((name, i) => [name, VALUES[i]]));
const FLAT = VALUES.map((value, i) => (typeof value === "number" ? value : i));

const CHUNK = (content: string) => ({
  id: "c",
  object: "chat.completion.chunk",
  model: "flights",
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});

const json = (path: string, body: unknown, answer: unknown): BenchExchange => ({
  path,
  type: "application/json",
  body: JSON.stringify(body),
  answer: JSON.stringify(answer),
});

/** The same row of thirteen features as each protocol sends it, and two predictions, or as many as it has. */
export const EXCHANGES: Readonly<Record<string, BenchExchange>> = {
  "open-inference": json(
    "/v2/models/flights/infer",
    { inputs: NAMES.map((name, i) => ({ name, shape: [1, 1], datatype: i < 11 ? "FP32" : "BYTES", data: [VALUES[i]] })) },
    {
      model_name: "flights",
      model_version: "1",
      outputs: [
        { name: "late_probability", datatype: "FP32", shape: [1, 1], data: [0.25] },
        { name: "late", datatype: "INT64", shape: [1, 1], data: [0] },
      ],
    },
  ),
  "kserve-v1": json("/v1/models/flights:predict", { instances: [RECORD] }, { predictions: [{ late_probability: 0.25, late: 0 }] }),
  "tensorflow-serving": json(
    "/v1/models/tf:predict",
    { signature_name: "serving_default", instances: [RECORD] },
    { predictions: [{ late_probability: 0.25, late: 0 }] },
  ),
  torchserve: json("/predictions/flights", { instances: [RECORD] }, { predictions: [0], late_probability: [0.25] }),
  mlflow: json("/invocations", { dataframe_split: { columns: NAMES, data: [VALUES] } }, { predictions: [0.25] }),
  "mlflow-csv": { path: "/invocations", type: "text/csv", body: `${NAMES.join(",")}\n${VALUES.join(",")}\n`, answer: '{"predictions": [0.25]}' },
  sagemaker: { path: "/models/flights/invoke", type: "text/csv", body: FLAT.join(","), answer: "0.25" },
  seldon: json(
    "/seldon/ml/flights/api/v1.0/predictions",
    { data: { names: NAMES, ndarray: [VALUES] } },
    { data: { names: ["late_probability", "late"], ndarray: [[0.25, 0]] }, meta: { puid: "p" } },
  ),
  cog: json("/predictions", { input: RECORD }, { id: "a", status: "succeeded", output: { late_probability: 0.25, late: 0 } }),
  bentoml: { ...json("/classify", { rows: [RECORD] }, [{ late_probability: 0.25, late: 0 }]), headers: { "x-bentoml-request-id": "9f86d081884c7d65" } },
  litserve: json("/lit/predict", { input: RECORD }, { output: { late_probability: 0.25, late: 0 } }),
  truss: json("/production/predict", RECORD, { late_probability: 0.25, late: 0 }),
  json: json("/predict", RECORD, { prediction: { late_probability: 0.25, late: 0 } }),
  openai: json(
    "/v1/chat/completions",
    { model: "flights", messages: [{ role: "user", content: `Will it be late? ${JSON.stringify(RECORD)}` }] },
    {
      id: "c",
      object: "chat.completion",
      model: "flights",
      choices: [{ index: 0, message: { role: "assistant", content: "no" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 90, completion_tokens: 1, total_tokens: 91 },
    },
  ),
  "openai-stream": {
    path: "/stream/v1/chat/completions",
    type: "application/json",
    body: JSON.stringify({ model: "flights", stream: true, messages: [{ role: "user", content: `Will it be late? ${JSON.stringify(RECORD)}` }] }),
    answer: `${["no", ",", " it", " will", " not"].map((content) => `data: ${JSON.stringify(CHUNK(content))}\n\n`).join("")}data: [DONE]\n\n`,
    headers: { "content-type": "text/event-stream" },
  },
};
