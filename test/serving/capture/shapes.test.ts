import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { privacyConfig } from "../../../collector/events/privacy/privacy-config.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import { newShapes } from "../../../serving/capture/capture-batch.ts";
import { captureExchange } from "../../../serving/capture/capture-exchange.ts";
import type { CaptureOptions, CaptureState, Outcome } from "../../../serving/capture/capture-exchange.ts";
import { Examples } from "../../../serving/capture/examples.ts";
import type { PackedExchange } from "../../../serving/capture/handover.ts";
import { NameCaps } from "../../../serving/capture/name-caps.ts";
import { Redaction } from "../../../serving/capture/redaction.ts";
import { Sampler } from "../../../serving/capture/sampler.ts";
import { slotsOf } from "../../../serving/capture/shapes/json-slots.ts";
import { outcomeOf } from "../../../serving/capture/shapes/shapes.ts";
import type { Shapes } from "../../../serving/capture/shapes/shapes.ts";
import { exchangeOf, recordedExchange } from "../../../serving/decode/recorded-exchange.ts";
import type { Exchange } from "../../../serving/wire/exchange.ts";
import { loadProtocols } from "../../../serving/wire/load-protocols.ts";
import { propertyRuns } from "../../support/property-runs.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { infer as inferBy, startTestSidecar } from "../support/sidecars.ts";

const CASES = propertyRuns(2_000, 10);
const WIRE = join(import.meta.dirname, "../wire");
const protocols = await loadProtocols({ protocol: "auto" });
const names = { model: 100, version: 100, variant: 100, feature: 1_000, prediction: 1_000, category: 1_000 };
const declared = { model: "", version: "", schemas: [modelSchema.parse({ name: "declared", task: "binary", positive: "1" })] };
const options: CaptureOptions = {
  node: "n",
  choice: { protocol: "auto" },
  sampling: { share: 1, rules: [] },
  declared,
  names,
  privacy: { config: privacyConfig.parse({}), keys: [] },
};

function newState(): CaptureState {
  return {
    protocols,
    examples: new Examples(),
    caps: new NameCaps(names),
    redaction: new Redaction(options.privacy, declared),
    sampler: new Sampler(options.sampling),
    features: new Map(),
  };
}

/** Recorded exchanges of all servers, with an id as the sidecar makes it. */
const recorded = readdirSync(WIRE, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".json"))
  .sort()
  .flatMap((file) => {
    const exchange = exchangeOf(recordedExchange.parse(JSON.parse(readFileSync(join(WIRE, file), "utf8"))));
    return exchange.failure === undefined && exchange.status === 200
      ? [{ file, exchange: { ...exchange, requestId: "018f3a00-0000-7000-8000-000000000000" } }]
      : [];
  });

/** As it comes to the capture thread. */
function packed({ request, response, ...rest }: Exchange): { readonly packed: PackedExchange; readonly bytes: Buffer } {
  const responseAt = request.body.length;
  return {
    packed: {
      ...rest,
      generation: 0,
      requestHeaders: request.headers.join("\n"),
      responseHeaders: response.headers.join("\n"),
      requestAt: 0,
      responseAt,
      endAt: responseAt + response.body.length,
    },
    bytes: Buffer.concat([request.body, response.body]),
  };
}

const whole = (state: CaptureState, exchange: Exchange) => captureExchange(exchange, state, options);
const recognise = (shapes: Shapes, exchange: Exchange) => {
  const { packed: one, bytes } = packed(exchange);
  return shapes.recognise(one, bytes, exchange.requestId);
};
const learn = (shapes: Shapes, recognised: ReturnType<typeof recognise>, exchange: Exchange, outcome: Outcome) =>
  shapes.learn(recognised, packed(exchange).packed, exchange, outcome);

/** Messages as rows; of numbers it counts what they mean. */
function rowsOf({ fate, drafts }: Outcome) {
  const rows = drafts.flatMap(({ value }) =>
    value
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object),
  );
  return { fate, rows, topics: drafts.map(({ topic, key, traceparent }) => [topic, key, traceparent]) };
}

/** Shapes that know one exchange; undefined: there is no shape in it. */
function knowing(state: CaptureState, exchange: Exchange): Shapes | undefined {
  const shapes = newShapes(state, options);
  learn(shapes, undefined, exchange, whole(state, exchange));
  return recognise(shapes, exchange) === undefined ? undefined : shapes;
}

/** Another value in the place of one: numbers in all writings, texts like numbers, words and escapes. */
const other = fc.oneof(
  fc.constant(undefined),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.double({ min: -1_000, max: 1_000, noNaN: true }).map((value) => String(Math.fround(value))),
  fc.constantFrom(
    "0",
    "-0",
    "-0.0",
    "1e3",
    "1E-7",
    "0.10",
    "007",
    "1.",
    "-",
    "12345678901234567890",
    "0.1234567890123456789",
    "5.099999904632568",
    "1.00390625",
    "2.50",
  ),
  fc.constantFrom("true", "false", "null", "{}", "[]", "[1]", '""', '"NaN"', '"1.5"', '"true"', '"\\u00e9"', '"\\n"', '"é"', '"JFK"', '"LGA"'),
);

/** The exchange with some of its values replaced. @param others one a value, in their order */
function replaced(exchange: Exchange, others: readonly (string | undefined)[]): Exchange {
  let at = 0;
  const body = (half: "request" | "response") => {
    const text = exchange[half].body.toString("latin1");
    let [changed, from] = ["", 0];
    for (const slot of slotsOf(text)) {
      const value = others[at++ % others.length];
      const quotes = slot.kind === "string" ? 1 : 0;
      if (value === undefined) continue;
      changed += text.slice(from, slot.at - quotes) + Buffer.from(value).toString("latin1");
      from = slot.end + quotes;
    }
    return { ...exchange[half], body: Buffer.from(changed + text.slice(from), "latin1") };
  };
  const [request, response] = [body("request"), body("response")];
  return { ...exchange, request, response, requestBytes: request.body.length, responseBytes: response.body.length };
}

describe("exchanges that differ in values alone", () => {
  test.each(["cog", "fastapi", "flask", "kserve", "mlflow", "mlserver", "ray-serve", "tfserving-rest", "torchserve", "triton"])(
    "of %s have a shape",
    (server) => {
      const own = recorded.filter(({ file, exchange }) => file.startsWith(`${server}/`) && /^[[{]/.test(exchange.request.body.toString()));
      expect(own.filter(({ exchange }) => knowing(newState(), exchange) !== undefined).length).toBeGreaterThan(0);
    },
  );

  test("make the rows that the whole decoder makes of them, whatever the values are", { timeout: CASES.timeout }, () => {
    const state = newState();
    const known = recorded.flatMap(({ file, exchange }) => {
      const shapes = knowing(state, exchange);
      return shapes === undefined ? [] : [{ file, exchange, shapes }];
    });
    let recognisedWithout = 0;
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.array(other, { minLength: 1, maxLength: 40 }), ({ exchange, shapes }, others) => {
        const changed = replaced(exchange, others);
        const recognised = recognise(shapes, changed);
        const outcome = whole(state, changed);
        if (recognised !== undefined && recognised.unsure === undefined) {
          recognisedWithout += 1;
          expect(rowsOf(outcomeOf(recognised, "row"))).toEqual(rowsOf(outcome));
        }
        if (recognised !== undefined) learn(shapes, recognised, changed, outcome);
        expect(shapes.takeForgotten()).toBe(0);
      }),
      { numRuns: CASES.numRuns },
    );
    expect(recognisedWithout).toBeGreaterThan(CASES.numRuns / 20);
  });
});

const infer = (body: string, headers: readonly string[] = [], answer = '{"predictions":[0.25]}'): Exchange => ({
  ...exchangeOf(
    recordedExchange.parse({
      request: { method: "POST", path: "/v1/models/m:predict", headers: [["content-type", "application/json"]], body },
      response: { status: 200, headers: [["content-type", "application/json"]], body: answer },
    }),
  ),
  requestId: "made-here",
  request: { headers: ["content-type", "application/json", ...headers], body: Buffer.from(body) },
});
const row = (x: number, c = "JFK") => `{"instances":[{"x":${x},"c":"${c}"}]}`;

describe("what a shape does not say is decoded whole", () => {
  test.each([
    ["another number", infer(row(2)), "sure"],
    ["a category that has not been seen in its place", infer(row(2, "LGA")), "unsure"],
    ["another name", infer(row(2).replace('"x"', '"y"')), "no"],
    ["one row more", infer(row(2).replace("[{", '[{"x":1,"c":"JFK"},{'), [], '{"predictions":[1,2]}'), "no"],
    ["a value that is missing", infer('{"instances":[{"x":null,"c":"JFK"}]}'), "no"],
    ["a header that could say something", infer(row(2), ["tidemark-variant", "b"]), "no"],
    ["a header that says nothing of rows", infer(row(2), ["user-agent", "curl/8"]), "sure"],
    ["a body in which a number is none", infer(row(2).replace("2", "02")), "no"],
    ["a number with an exponent", infer(row(2).replace("2", "-2.50E-07")), "sure"],
    ["a number that is too large", infer(row(2).replace("2", "1e999")), "no"],
    ["a whole number beyond doubles", infer(row(2).replace("2", "9007199254740993")), "no"],
    ["an answer with another field", infer(row(2), [], '{"predictions":[0.25],"error":""}'), "no"],
    ["a failure", { ...infer(row(2)), failure: { errorClass: "network" as const, message: "gone" } }, "no"],
    ["another status", { ...infer(row(2)), status: 503 }, "no"],
  ])("%s", (_, exchange, expected) => {
    const shapes = knowing(newState(), infer(row(1)));
    const recognised = shapes === undefined ? undefined : recognise(shapes, exchange);
    expect(shapes).toBeDefined();
    expect(recognised === undefined ? "no" : recognised.unsure === undefined ? "sure" : "unsure").toBe(expected);
  });

  test("a category counts as seen once the whole decoder has kept it, and not while it is over its cap", () => {
    const state = { ...newState(), caps: new NameCaps({ ...names, category: 2 }) };
    const shapes = knowing(state, infer(row(1)));
    const sureOf = (category: string) => {
      const exchange = infer(row(2, category));
      const recognised = shapes && recognise(shapes, exchange);
      shapes?.learn(recognised, packed(exchange).packed, exchange, whole(state, exchange));
      const again = shapes && recognise(shapes, exchange);
      return again !== undefined && again.unsure === undefined;
    };
    expect(["LGA", "EWR", "BOS", "LGA"].map(sureOf)).toEqual([true, false, false, true]);
  });

  test("ids and traces are each request's own", () => {
    const trace = (n: number) => `00-${String(n).repeat(32)}-${String(n).repeat(16)}-01`;
    const exchange = (n: number) => infer(row(n), ["x-request-id", `r-${n}`, "traceparent", trace(n)]);
    const state = newState();
    const shapes = knowing(state, exchange(1));
    const recognised = shapes && recognise(shapes, exchange(2));
    expect(recognised && rowsOf(outcomeOf(recognised, "row"))).toEqual(rowsOf(whole(state, exchange(2))));
    expect(shapes && recognise(shapes, infer(row(2), ["x-request-id", "é".repeat(200)]))).toBeUndefined();
  });

  test("a shape that is not what it seems is forgotten for good, once an exchange is compared", () => {
    const state = newState();
    const shapes = newShapes(state, options);
    learn(shapes, undefined, infer(row(1)), whole(state, infer(row(1))));
    for (let n = 1; ; n++) {
      const exchange = infer(row(n));
      const recognised = recognise(shapes, exchange);
      if (recognised?.unsure === undefined) continue;
      learn(shapes, recognised, exchange, whole(state, infer(row(n + 1))));
      break;
    }
    expect(shapes.takeForgotten()).toBe(1);
    learn(shapes, undefined, infer(row(1)), whole(state, infer(row(1))));
    expect(recognise(shapes, infer(row(1)))).toBeUndefined();
  });
});

describe("the sidecar", () => {
  test("captures every row of 400 requests of one shape, some of whose categories are new; what is out of the sample leaves its request alone", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { sample: 0.5, handOverEvery: "5ms" } });
    for (let i = 0; i < 400; i++) expect(await inferBy(running, xs(i / 8), { "x-request-id": `r${i}` })).toBe(200);
    await running.sidecar.flush();
    const requests = running.log.rows<RequestEvent>("tidemark.requests");
    const rows = running.log.rows<InferenceRow>("tidemark.inferences");
    expect(requests.map(({ request_id, rows, status }) => [request_id, rows, status])).toEqual(Array.from({ length: 400 }, (_, i) => [`r${i}`, 1, 200]));
    expect(rows.length).toBeGreaterThan(140);
    expect(rows.length).toBeLessThan(260);
    for (const { request_id, feature_numbers, prediction_numbers } of rows) {
      const x = Number(request_id.slice(1)) / 8;
      expect([feature_numbers, prediction_numbers]).toEqual([{ x }, { y: 2 * x }]);
    }
  });

  test("a batch is one message a topic and partition, the partition chosen by the request's id for all of its rows", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, capture: { handOverEvery: "10s" } });
    running.log.partitionCount = 3;
    await inferBy(running, xs(1));
    await running.sidecar.flush();
    running.log.topics.clear();
    for (let i = 0; i < 30; i++) await inferBy(running, xs(i, i), { "x-request-id": `r${i}` });
    await running.sidecar.flush();
    for (const topic of ["tidemark.requests", "tidemark.inferences"]) {
      const messages = running.log.topics.get(topic) ?? [];
      expect(new Set(messages.map(({ partition }) => partition))).toEqual(new Set([0, 1, 2]));
      expect(messages).toHaveLength(3);
      const ids = messages.map(
        ({ value }) =>
          new Set(
            value
              .toString()
              .trimEnd()
              .split("\n")
              .map((line) => (JSON.parse(line) as RequestEvent).request_id),
          ),
      );
      expect(messages.flatMap(({ partition }, i) => [...(ids[i] ?? [])].map((id) => crc32(id) % 3 === partition))).toEqual(
        Array.from({ length: 30 }, () => true),
      );
    }
  });
});
