import { once } from "node:events";
import { constants } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { Metadata } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { framed } from "../../../serving/wire/grpc/frame.ts";
import { call, doubled, grpcClient, inferMessage, MODEL_INFER, startGrpcServer } from "../support/grpc.ts";
import type { Handlers } from "../support/grpc.ts";
import { exchangeOver, http2Client, startHttp2Server, startTcpServer } from "../support/http2.ts";
import type { RawServer } from "../support/http2.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { infer, ledgerTotals, startTestSidecar } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

type Unary = ServerUnaryCall<Buffer, Buffer>;
type Answer = sendUnaryData<Buffer>;

const MESSAGE = framed(inferMessage([1, 2.5]));
const ANSWER = framed(doubled(inferMessage([1, 2.5])));

const model: Handlers = { [MODEL_INFER]: { handle: (request: Unary, answer: Answer) => answer(null, doubled(request.request), new Metadata()) } };

const requests = ({ log }: TestSidecar) => log.rows<RequestEvent>("tidemark.requests");

function asked(path = MODEL_INFER, ...more: readonly string[]): string[] {
  return [":method", "POST", ":scheme", "http", ":path", path, ":authority", "a.example", "te", "trailers", "content-type", "application/grpc", ...more];
}

/** Answers when the request is there. */
function answering(answer: (stream: ServerHttp2Stream) => void) {
  return (stream: ServerHttp2Stream) => void stream.resume().on("end", () => answer(stream));
}

function withTrailers(stream: ServerHttp2Stream, trailers: Record<string, string | string[]>, head: readonly string[] = []): ServerHttp2Stream {
  stream.respond([":status", "200", "content-type", "application/grpc", ...head], { waitForTrailers: true, sendDate: false } as object);
  return stream.on("wantTrailers", () => stream.sendTrailers(trailers));
}

test("a call of gRPC becomes one request row and one row a scored row; HTTP/1 goes by the same port", async () => {
  await using grpc = await startGrpcServer(model);
  await using http = await startServer(doubling);
  await using running = await startTestSidecar({ upstream: { url: http.url, grpcUrl: grpc.url } });
  using client = grpcClient(running.sidecar.address);
  const answered = await call(client, MODEL_INFER, inferMessage([1, 2.5]), { "tidemark-tag-tenant": "acme" });
  expect(answered).toMatchObject({ code: 0, message: doubled(inferMessage([1, 2.5])) });
  expect(await infer(running, xs(1))).toBe(200);
  await running.sidecar.flush();
  expect(requests(running)).toMatchObject([
    { request_id: "g-1", model: "double", version: "3", protocol: "open-inference", status: 200, error_class: "", rows: 2 },
    { model: "double", status: 200, rows: 1 },
  ]);
  expect(running.log.rows<InferenceRow>("tidemark.inferences").slice(0, 2)).toMatchObject([
    { request_id: "g-1", row_number: 0, feature_numbers: { x: 1 }, prediction_numbers: { y: 2 }, tags: { tenant: "acme" } },
    { request_id: "g-1", row_number: 1, feature_numbers: { x: 2.5 }, prediction_numbers: { y: 5 } },
  ]);
  const ledger = running.log.rows<LedgerRow>("tidemark.ledger");
  expect(ledgerTotals(ledger)).toMatchObject({ served: 2, captured: 2 });
  expect(new Set(ledger.map((row) => row.model))).toEqual(new Set(["double"]));
});

describe("the client sees what it would see without us", () => {
  const LARGE = Buffer.alloc(3 << 20, "z");
  const answers: readonly [string, (stream: ServerHttp2Stream) => void, (readonly string[])?, (readonly Buffer[])?][] = [
    [
      "headers and trailers in their order, twice the same name",
      (stream) => withTrailers(stream, { "grpc-status": "0", "x-b": ["1", "2"], "x-a": "3" }, ["x-2", "b", "x-1", "a", "x-2", "c"]).end(ANSWER),
    ],
    [
      "a status without a body (trailers only)",
      (stream) =>
        stream.respond([":status", "200", "content-type", "application/grpc", "grpc-status", "5", "grpc-message", "no%20such"], {
          endStream: true,
          sendDate: false,
        } as object),
    ],
    ["a failure after the head", (stream) => withTrailers(stream, { "grpc-status": "13", "grpc-message": "boom" }).end()],
    [
      "messages of a stream",
      (stream) => withTrailers(stream, { "grpc-status": "0" }).end(Buffer.concat([ANSWER, ANSWER])),
      asked("/inference.GRPCInferenceService/ModelStreamInfer"),
    ],
    [
      "no grpc-status at all",
      (stream) => {
        stream.respond([":status", "200", "content-type", "application/grpc"], { sendDate: false } as object);
        stream.end(ANSWER);
      },
    ],
    [
      "an HTTP status of a proxy behind us",
      (stream) => {
        stream.respond([":status", "503", "content-type", "text/plain"], { sendDate: false } as object);
        stream.end("no healthy upstream");
      },
    ],
    ["a reset before an answer", (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM)],
    [
      "a reset within an answer",
      (stream) => {
        withTrailers(stream, {}).write(ANSWER.subarray(0, 7));
        setTimeout(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR), 20);
      },
    ],
    ["3 MiB either way", (stream) => withTrailers(stream, { "grpc-status": "0" }).end(LARGE), asked(), [LARGE]],
    [
      "a request that is not gRPC's",
      (stream) => {
        stream.respond([":status", "207", "content-type", "text/plain", "x-b", "1", "x-a", "2"], { sendDate: false } as object);
        stream.end("fine");
      },
      [":method", "REPORT", ":scheme", "http", ":path", "/a%2Fb?x=1", ":authority", "a.example", "x-one", "1"],
      [],
    ],
  ];
  test.each(answers)("%s", async (_, answer, headers = asked(), body = [MESSAGE]) => {
    const seen: (readonly string[])[] = [];
    await using upstream = await startHttp2Server((stream, raw) => {
      seen.push(raw);
      answering(answer)(stream);
    });
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using direct = http2Client(upstream.url);
    using through = http2Client(running.sidecar.address);
    const bare = await exchangeOver(direct, headers, body);
    expect(await exchangeOver(through, headers, body)).toEqual(bare);
    expect(seen[1]).toEqual(seen[0]);
  });

  test("a stream both ways, message by message, that its client ends", async () => {
    await using upstream = await startHttp2Server((stream) => {
      withTrailers(stream, { "grpc-status": "0" });
      stream.on("data", (chunk: Buffer) => stream.write(chunk)).on("end", () => stream.end());
    });
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    const stream = session.request(asked("/x.Y/Chat"));
    for (const text of ["one", "two"]) {
      stream.write(text);
      expect(String(((await once(stream, "data")) as [Buffer])[0])).toBe(text);
    }
    stream.end();
    await once(stream.resume(), "close");
    await running.sidecar.flush();
    expect([stream.rstCode, requests(running)]).toEqual([0, []]);
  });

  test("an answer that ends before its request does", async () => {
    await using upstream = await startHttp2Server((stream) => withTrailers(stream, { "grpc-status": "9" }).end(ANSWER));
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    const stream = session.request(asked("/x.Y/Chat"));
    let trailers: readonly string[] = [];
    stream.resume().on("trailers", (_headers, _flags, raw?: readonly string[]) => (trailers = raw ?? []));
    stream.write("x");
    await new Promise((resolve) => stream.once("close", resolve));
    expect([trailers, stream.rstCode]).toEqual([["grpc-status", "9"], constants.NGHTTP2_NO_ERROR]);
  });

  test("a client that gives up ends the call at the model server, with the same reset", async () => {
    const reset = Promise.withResolvers<number>();
    const arrived = Promise.withResolvers<void>();
    await using upstream = await startHttp2Server((stream) => {
      stream.on("close", () => reset.resolve(stream.rstCode));
      stream.resume().on("end", () => arrived.resolve());
    });
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    const stream = session.request(asked()).end(MESSAGE);
    await arrived.promise;
    stream.close(constants.NGHTTP2_CANCEL);
    expect(await reset.promise).toBe(constants.NGHTTP2_CANCEL);
    await expect.poll(() => running.sidecar.stats().inFlight, { timeout: 20_000 }).toBe(0);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ status: 0, error_class: "clientClosed", rows: 2 }]);
  });
});

describe("gzip messages are read", () => {
  test("compressed both ways", async () => {
    const zip = (message: Buffer) => {
      const body = framed(gzipSync(message.subarray(5)));
      body[0] = 1;
      return body;
    };
    await using upstream = await startHttp2Server(
      answering((stream) => withTrailers(stream, { "grpc-status": "0" }, ["grpc-encoding", "gzip"]).end(zip(ANSWER))),
    );
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    expect(await exchangeOver(session, asked(MODEL_INFER, "grpc-encoding", "gzip"), [zip(MESSAGE)])).toMatchObject({ trailers: ["grpc-status", "0"] });
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ model: "double", rows: 2, error_class: "" }]);
  });
});

describe("a failure has its cause, by the code of gRPC", () => {
  const codes: readonly [number, string, number, string][] = [
    [1, "CANCELLED", 499, "network"],
    [2, "Exception calling application: tokenizer broke", 500, "server"],
    [2, "unexpected inference input shape", 500, "badInput"],
    [3, "x", 400, "badInput"],
    [4, "Deadline Exceeded", 504, "network"],
    [5, "Model iris2 is not found", 404, "badInput"],
    [7, "no", 403, "badInput"],
    [8, "queue is full", 429, "overload"],
    [8, "Received message larger than max (5000000 vs. 4194304)", 429, "badInput"],
    [9, "the model's graph is broken", 500, "server"],
    [10, "x", 409, "server"],
    [12, "no such method", 501, "badInput"],
    [13, "boom", 500, "server"],
    [14, "failed to connect to all addresses", 503, "network"],
    [14, "Exceeds maximum queue size", 503, "overload"],
    [14, "the model is loading", 503, "server"],
    [16, "x", 401, "badInput"],
  ];
  test("codes", async () => {
    await using upstream = await startHttp2Server((stream, _, headers) =>
      stream.respond(
        { ":status": 200, "content-type": "application/grpc", "grpc-status": headers["x-code"], "grpc-message": headers["x-says"] },
        { endStream: true },
      ),
    );
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    for (const [code, says] of codes) await exchangeOver(session, asked(MODEL_INFER, "x-code", String(code), "x-says", says), [MESSAGE]);
    await running.sidecar.flush();
    expect(requests(running).map((row) => [row.error_message, row.status, row.error_class])).toEqual(codes.map(([, says, status, cls]) => [says, status, cls]));
    expect(requests(running).every((row) => row.model === "other" && row.rows === 2)).toBe(true);
    expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: codes.length, captured: codes.length });
  });

  test("words in percent-encoding are told as they mean", async () => {
    await using upstream = await startHttp2Server((stream) =>
      stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "13", "grpc-message": "gr%C3%B6%C3%9Fe" }, { endStream: true }),
    );
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    await exchangeOver(session, asked(), [MESSAGE]);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ error_message: "größe" }]);
  });
});

describe("a model server that does not answer: before its first byte UNAVAILABLE or DEADLINE_EXCEEDED, after it never a clean end; one fate in the books", () => {
  const broken: readonly [string, () => Promise<RawServer>, { status: number; code: string; why: RegExp; grpc?: string }][] = [
    ["refuses the connection", refusing, { status: 502, code: "14", why: /ECONNREFUSED/ }],
    [
      "resets the connection",
      () => startTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy())),
      { status: 502, code: "14", why: /ECONNRESET|CLOSED/ },
    ],
    ["closes the connection", () => startTcpServer((socket) => socket.once("data", () => socket.end())), { status: 502, code: "14", why: /broke off/ }],
    [
      "is killed with the call under way",
      () => startHttp2Server((stream) => stream.resume().on("end", () => stream.session?.socket.destroy())),
      { status: 502, code: "14", why: /broke off/ },
    ],
    [
      "sends garbage",
      () => startTcpServer((socket) => socket.once("data", () => socket.write("hello\r\n\r\nhello hello hello hello hello hello"))),
      { status: 502, code: "14", why: /broke off/ },
    ],
    [
      "speaks HTTP/1.0",
      () => startTcpServer((socket) => socket.once("data", () => socket.end("HTTP/1.0 400 Bad Request\r\ncontent-length: 0\r\n\r\n"))),
      { status: 502, code: "14", why: /broke off/ },
    ],
    ["takes the connection and says nothing", () => startTcpServer(() => undefined), { status: 504, code: "4", why: /took too long \(HEADERS_TIMEOUT\)/ }],
    ["hangs", () => startHttp2Server((stream) => stream.resume()), { status: 504, code: "4", why: /took too long \(HEADERS_TIMEOUT\)/ }],
    [
      "hangs after its head",
      () => startHttp2Server((stream) => withTrailers(stream.resume(), {})),
      { status: 504, code: "4", why: /took too long \(BODY_TIMEOUT\)/ },
    ],
  ];
  test.each(broken)("%s", async (_, start, { status, code, why }) => {
    await using upstream = await start();
    await using running = await startTestSidecar({ upstream: { url: upstream.url, headersTimeout: "300ms", bodyTimeout: "300ms" } });
    using session = http2Client(running.sidecar.address);
    const answer = await exchangeOver(session, asked(), [MESSAGE]);
    expect(answer.head.slice(0, 6)).toEqual([":status", "200", "content-type", "application/grpc", "grpc-status", code]);
    expect([answer.body, answer.reset]).toEqual(["", 0]);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ status, error_class: "network", rows: 2, error_message: expect.stringMatching(why) as string }]);
    expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, captured: 1 });
  });

  const half = (stream: ServerHttp2Stream) => {
    withTrailers(stream, { "grpc-status": "0" }).write(ANSWER.subarray(0, 7));
    return stream;
  };
  const within: readonly [string, (stream: ServerHttp2Stream) => void, RegExp][] = [
    ["its connection breaks", (stream) => setTimeout(() => stream.session?.socket.destroy(), 50), /broke off/],
    ["it resets the stream", (stream) => setTimeout(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR), 50), /INTERNAL_ERROR/],
    ["it hangs", () => undefined, /BODY_TIMEOUT/],
  ];
  test.each(within)("within its answer %s", async (_, fault, why) => {
    await using upstream = await startHttp2Server(answering((stream) => fault(half(stream))));
    await using running = await startTestSidecar({ upstream: { url: upstream.url, bodyTimeout: "300ms" } });
    using session = http2Client(running.sidecar.address);
    const { body, trailers, reset } = await exchangeOver(session, asked(), [MESSAGE]);
    expect(body).toBe(ANSWER.subarray(0, 7).toString("latin1"));
    expect(reset !== 0 || ["14", "4"].includes(trailers[1] ?? "")).toBe(true);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ error_class: "network", error_message: expect.stringMatching(why) as string }]);
    expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, captured: 1 });
  });

  test("the next call finds a new connection", async () => {
    let calls = 0;
    await using upstream = await startHttp2Server(
      answering((stream) => (calls++ === 0 ? stream.session?.socket.destroy() : withTrailers(stream, { "grpc-status": "0" }).end(ANSWER))),
    );
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    expect((await exchangeOver(session, asked(), [MESSAGE])).head[5]).toBe("14");
    expect((await exchangeOver(session, asked(), [MESSAGE])).trailers).toEqual(["grpc-status", "0"]);
  });

  test("a request that is not gRPC's has 502 and its body", async () => {
    await using upstream = await refusing();
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    const answer = await exchangeOver(session, [":method", "GET", ":scheme", "http", ":path", "/", ":authority", "x"]);
    expect([answer.head[1], answer.body]).toEqual(["502", expect.stringContaining("ECONNREFUSED")]);
  });
});

describe("waits and counts have limits", () => {
  const never = () => startHttp2Server((stream) => stream.resume());

  test("the client's own deadline (grpc-timeout), which the model server is told too", async () => {
    let told: string | undefined;
    await using upstream = await startHttp2Server((stream, _, headers) => {
      told = headers["grpc-timeout"] as string;
      stream.resume();
    });
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    const answer = await exchangeOver(session, asked(MODEL_INFER, "grpc-timeout", "200m"), [MESSAGE]);
    expect([told, answer.head[5]]).toEqual(["200m", "4"]);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ status: 504, error_class: "network", error_message: expect.stringContaining("200 ms") as string }]);
  });

  test("a real client's deadline is a timeout in the books, not a client that hung up", async () => {
    await using upstream = await startGrpcServer({ [MODEL_INFER]: { handle: () => undefined } });
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using client = grpcClient(running.sidecar.address);
    expect(await call(client, MODEL_INFER, inferMessage([1]), {}, { deadline: Date.now() + 500 })).toMatchObject({ code: 4 });
    await expect.poll(() => running.sidecar.stats().inFlight, { timeout: 20_000 }).toBe(0);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ status: 504, error_class: "network" }]);
  });

  test("one call more than maxInFlight: UNAVAILABLE, counted as overload", async () => {
    await using upstream = await never();
    await using running = await startTestSidecar({ upstream: { url: upstream.url }, maxInFlight: 1 });
    using session = http2Client(running.sidecar.address);
    const first = session.request(asked()).end(MESSAGE);
    await expect.poll(() => running.sidecar.stats().inFlight, { timeout: 20_000 }).toBe(1);
    expect((await exchangeOver(session, asked(), [MESSAGE])).head.slice(4, 8)).toEqual([
      "grpc-status",
      "14",
      "grpc-message",
      expect.stringContaining("1 requests are under way"),
    ]);
    first.close(constants.NGHTTP2_CANCEL);
    await expect.poll(() => running.sidecar.stats().inFlight, { timeout: 20_000 }).toBe(0);
    await running.sidecar.flush();
    expect(
      requests(running)
        .map((row) => row.error_class)
        .sort(),
    ).toEqual(["clientClosed", "overload"]);
    expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 2, captured: 2 });
  });

  test("a client that has sent half a message and stops: after clientTimeout", async () => {
    await using upstream = await never();
    await using running = await startTestSidecar({ upstream: { url: upstream.url }, clientTimeout: "300ms" });
    using session = http2Client(running.sidecar.address);
    const stream = session.request(asked());
    stream.write(MESSAGE.subarray(0, 9));
    const [, , raw] = (await once(stream, "response")) as [unknown, unknown, string[]];
    expect(raw.slice(0, 6)).toEqual([":status", "200", "content-type", "application/grpc", "grpc-status", "4"]);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ status: 408, error_class: "clientClosed" }]);
  });

  test("a message that drips: after requestTimeout", async () => {
    await using upstream = await never();
    await using running = await startTestSidecar({ upstream: { url: upstream.url }, requestTimeout: "500ms", headersTimeout: "400ms" });
    using session = http2Client(running.sidecar.address);
    const stream = session.request(asked()).on("error", () => undefined);
    const drip = setInterval(() => stream.closed || stream.write("x"), 50);
    const [, , raw] = (await once(stream, "response")) as [unknown, unknown, string[]];
    clearInterval(drip);
    expect(raw[5]).toBe("4");
  });

  test("a stream in which nobody says anything: after streamTimeout, but not while somebody does", async () => {
    await using upstream = await startHttp2Server((stream) => withTrailers(stream, { "grpc-status": "0" }).resume());
    await using running = await startTestSidecar({ upstream: { url: upstream.url, streamTimeout: "400ms", headersTimeout: "100ms", bodyTimeout: "100ms" } });
    using session = http2Client(running.sidecar.address);
    const stream = session.request(asked("/x.Y/Chat"));
    let trailers: readonly string[] = [];
    stream.resume().on("trailers", (_headers, _flags, raw?: readonly string[]) => (trailers = raw ?? []));
    for (let i = 0; i < 8; i++) {
      stream.write("x");
      await sleep(100);
    }
    expect(stream.closed).toBe(false);
    await once(stream, "close");
    expect(trailers).toEqual(["grpc-status", "4", "grpc-message", expect.stringContaining("STREAM_TIMEOUT")]);
  });

  test("a client that does not read holds the model server up, not the sidecar's memory", async () => {
    const CHUNK = Buffer.alloc(1 << 20);
    let written = 0;
    await using upstream = await startHttp2Server((stream) => {
      withTrailers(stream, { "grpc-status": "0" });
      const more = () => {
        while (written < 60 && !stream.destroyed) {
          written += 1;
          if (!stream.write(CHUNK)) return stream.once("drain", more);
        }
        return stream.end();
      };
      more();
    });
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    using session = http2Client(running.sidecar.address);
    const stream = session.request(asked("/x.Y/Big")).end();
    await once(stream, "response");
    await sleep(1_000);
    expect(written).toBeLessThan(20);
    let read = 0;
    for await (const chunk of stream) read += (chunk as Buffer).length;
    expect(read).toBe(60 * CHUNK.length);
  });

  test("headers beyond 16 KiB, or more than 128 of them", async () => {
    await using upstream = await never();
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    for (const more of [["x-long", "v".repeat(20_000)], Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? `x-${i}` : "v"))]) {
      using session = http2Client(running.sidecar.address);
      const { head, reset } = await exchangeOver(session, asked(MODEL_INFER, ...more), [MESSAGE]);
      expect(head[5] === "3" || reset !== 0).toBe(true);
    }
    expect(running.sidecar.stats().inFlight).toBe(0);
  });

  test("a body beyond maxBodyBytes passes, and is counted as too large", async () => {
    await using upstream = await startHttp2Server(answering((stream) => withTrailers(stream, { "grpc-status": "0" }).end(ANSWER)));
    await using running = await startTestSidecar({ upstream: { url: upstream.url }, capture: { maxBodyBytes: 20 } });
    using session = http2Client(running.sidecar.address);
    expect((await exchangeOver(session, asked(), [MESSAGE])).trailers).toEqual(["grpc-status", "0"]);
    await running.sidecar.flush();
    expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, tooLarge: 1 });
  });

  test("a stop lets a call under way end, refuses the next, and closes the connection", async () => {
    const release = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    await using upstream = await startHttp2Server(
      answering((stream) => {
        arrived.resolve();
        void release.promise.then(() => withTrailers(stream, { "grpc-status": "0" }).end(ANSWER));
      }),
    );
    const running = await startTestSidecar({ upstream: { url: upstream.url }, stopTimeout: "60s" });
    using session = http2Client(running.sidecar.address);
    const under = exchangeOver(session, asked(), [MESSAGE]);
    await arrived.promise;
    const stopped = running[Symbol.asyncDispose]();
    await once(session, "goaway");
    release.resolve();
    expect((await under).trailers).toEqual(["grpc-status", "0"]);
    await stopped;
    expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, captured: 1 });
  });
});

test("what is no request of a model is in no books", async () => {
  await using upstream = await startGrpcServer(model);
  await using running = await startTestSidecar({ upstream: { url: upstream.url } });
  using client = grpcClient(running.sidecar.address);
  expect(await call(client, "/inference.GRPCInferenceService/ServerLive", Buffer.alloc(0))).toMatchObject({ code: 12 });
  expect(await call(client, "/own.Service/predict", inferMessage([1]))).toMatchObject({ code: 12 });
  await running.sidecar.flush();
  expect([requests(running), running.log.rows("tidemark.ledger")]).toEqual([[], []]);
});

async function refusing(): Promise<RawServer> {
  const server = await startTcpServer(() => undefined);
  await server[Symbol.asyncDispose]();
  return { url: server.url, async [Symbol.asyncDispose]() {} };
}
