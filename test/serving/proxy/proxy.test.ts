import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { request as httpRequest } from "node:http";
import type { IncomingMessage, RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { LedgerRow } from "../../../collector/events/ledger-row.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { INFER, ledgerTotals, startTestSidecar } from "../support/sidecars.ts";
import { startTcpServer } from "../support/http2.ts";

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
  readonly trailers: readonly string[];
}

interface Options {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly string[];
  readonly body?: Buffer | readonly Buffer[];
}

/** A raw exchange: nothing is decoded or followed. */
async function send(url: string, options: Options = {}): Promise<Answer> {
  const { host } = new URL(url);
  const headers = ["Host", host, ...(options.headers?.includes("Connection") ? [] : ["Connection", "close"]), ...(options.headers ?? [])];
  const request = httpRequest(url, { path: options.path ?? "/", method: options.method ?? "GET", headers, agent: false });
  const chunks = Buffer.isBuffer(options.body) ? [options.body] : (options.body ?? []);
  for (const chunk of chunks) request.write(chunk);
  request.end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode ?? 0, reason: response.statusMessage ?? "", headers: response.rawHeaders, body, trailers: response.rawTrailers };
}

const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.sendDate = false;
    response.writeHead(207, "Odd But Fine", [
      "X-Twice",
      "1",
      "x-twice",
      "2",
      "X-Request-Line",
      `${request.method} ${request.url}`,
      "X-Headers",
      JSON.stringify(request.rawHeaders),
    ]);
    response.end(Buffer.concat(chunks));
  });
};

/** Without what belongs to a connection, and Content-Length, which the sidecar's client writes anew (in lower case). */
function messageHeaders(raw: readonly string[]): string[] {
  return raw.filter((_, i) => !/^(host|connection|transfer-encoding|content-length|expect)$/i.test(raw[i - (i % 2)] ?? ""));
}

const RANDOM = randomBytes(3 << 20);

describe("passes unchanged", () => {
  test.each([
    ["a body of known length", { method: "POST", body: RANDOM.subarray(0, 1_000), headers: ["Content-Length", "1000"] }],
    ["an empty body", { method: "POST", headers: ["Content-Length", "0"] }],
    ["a chunked body", { method: "PUT", body: [RANDOM.subarray(0, 10), RANDOM.subarray(10, 70_000)], headers: ["Transfer-Encoding", "chunked"] }],
    ["a body of 3 MiB", { method: "POST", body: RANDOM, headers: ["Content-Length", String(RANDOM.length)] }],
    ["a compressed body", { method: "POST", body: gzipSync(xs(1)), headers: ["Content-Encoding", "gzip"] }],
    ["an inference request above the capture limit", { method: "POST", path: INFER, body: RANDOM, headers: ["Content-Length", String(RANDOM.length)] }],
    ["Expect: 100-continue", { method: "POST", body: Buffer.from("x"), headers: ["Expect", "100-continue", "Content-Length", "1"] }],
    ["a query and odd escapes", { path: "/a%2Fb//c?x=%20&y=a+b" }],
    ["an unusual method", { method: "REPORT", path: "/x" }],
    ["DELETE with a body", { method: "DELETE", body: Buffer.from("gone"), headers: ["Content-Length", "4"] }],
    ["headers in their order and case", { headers: ["X-B", "1", "x-a", "2", "X-b", "3"] }],
  ])("%s", async (_, options) => {
    await using upstream = await startServer(echo);
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    const through = await send(running.sidecar.address, options);
    const { body = Buffer.alloc(0), method = "GET", path = "/", headers = [] }: Options = options;
    const sent = Buffer.isBuffer(body) ? body : Buffer.concat(body);
    expect(through).toMatchObject({ status: 207, reason: "Odd But Fine" });
    expect(through.body.equals(sent)).toBe(true);
    expect(through.headers.slice(0, 6)).toEqual(["X-Twice", "1", "x-twice", "2", "X-Request-Line", `${method} ${path}`]);
    expect(messageHeaders(JSON.parse(through.headers[7] ?? "[]") as string[])).toEqual(messageHeaders(headers));
  });

  test("HEAD: headers without a body", async () => {
    await using upstream = await startServer((_, response) => response.writeHead(200, { "content-length": "5" }).end());
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    const answer = await send(running.sidecar.address, { method: "HEAD" });
    expect([answer.status, answer.headers.slice(0, 2), answer.body.length]).toEqual([200, ["content-length", "5"], 0]);
  });

  test.each([204, 304, 404, 500])("status %i", async (status) => {
    await using upstream = await startServer((_, response) => response.writeHead(status).end());
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    expect(await send(running.sidecar.address)).toMatchObject({ status });
  });

  test("trailers", async () => {
    await using upstream = await startServer((_, response) => {
      response.writeHead(200, { trailer: "x-sum" });
      response.write("a");
      response.addTrailers({ "x-sum": "1" });
      response.end();
    });
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    expect((await send(running.sidecar.address)).trailers).toEqual(["x-sum", "1"]);
  });

  test("a path of the upstream's address goes before every path", async () => {
    await using upstream = await startServer(echo);
    await using running = await startTestSidecar({ upstream: { url: `${upstream.url}/base/` } });
    expect((await send(running.sidecar.address, { path: "/x" })).headers[5]).toBe("GET /base/x");
  });

  test("a request and an answer that flow both ways at once", async () => {
    await using upstream = await startServer((request, response) => void request.pipe(response));
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    const request = httpRequest(running.sidecar.address, { method: "POST", agent: false });
    request.write("first");
    const [response] = (await once(request, "response")) as [IncomingMessage];
    expect(String(((await once(response, "data")) as [Buffer])[0])).toBe("first");
    request.end("second");
    expect(String(((await once(response, "data")) as [Buffer])[0])).toBe("second");
  });
});

test("what belongs to one connection does not pass, nor what any Connection line names", async () => {
  await using upstream = await startServer(echo);
  await using running = await startTestSidecar({ upstream: { url: upstream.url } });
  const answer = await send(running.sidecar.address, {
    headers: ["Connection", "close", "Connection", "X-Mine, x-too", "X-Mine", "1", "X-Too", "2", "Keep-Alive", "5", "TE", "gzip", "X-Kept", "1"],
  });
  const seen = (JSON.parse(answer.headers[7] ?? "[]") as string[]).filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  expect(seen).toContain("x-kept");
  for (const name of ["x-mine", "x-too", "keep-alive", "te"]) expect(seen).not.toContain(name);
});

test("a client that goes away ends the request at the model server too", async () => {
  const aborted = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  await using upstream = await startServer((_, response) => {
    response.on("close", () => aborted.resolve());
    arrived.resolve();
  });
  await using running = await startTestSidecar({ upstream: { url: upstream.url } });
  const client = httpRequest(running.sidecar.address + INFER, { method: "POST", agent: false }).on("error", () => undefined);
  client.end(xs(1));
  await arrived.promise;
  client.destroy();
  await aborted.promise;
  await expect.poll(() => running.sidecar.stats().inFlight, { timeout: 20_000 }).toBe(0);
  await running.sidecar.flush();
  expect(running.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([
    { status: 0, error_class: "clientClosed", error_message: expect.stringContaining("client closed") as string },
  ]);
});

describe("a model server that does not answer", () => {
  const broken: readonly [string, () => Promise<AsyncDisposable & { readonly url: string }>, number, string][] = [
    ["refuses the connection: 502", refusing, 502, "ECONNREFUSED"],
    ["resets the connection: 502", () => startTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy())), 502, ""],
    ["closes the connection: 502", () => startTcpServer((socket) => socket.once("data", () => socket.end())), 502, "UND_ERR_SOCKET"],
    ["speaks no HTTP: 502", () => startTcpServer((socket) => socket.once("data", () => socket.end("hello\r\n\r\n"))), 502, ""],
    ["says nothing: 504 after headersTimeout", () => startTcpServer(() => undefined), 504, "UND_ERR_HEADERS_TIMEOUT"],
  ];
  test.each(broken)("%s", async (_, start, status, code) => {
    await using upstream = await start();
    const schemas = [modelSchema.parse({ name: "double", task: "regression" })];
    await using running = await startTestSidecar({ upstream: { url: upstream.url, headersTimeout: "300ms" } }, { schemas });
    const answer = await fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1) });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: expect.stringContaining(code) as string });
    await running.sidecar.flush();
    expect(running.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([{ status, error_class: "network", rows: 1, model: "double" }]);
    expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, captured: 1 });
  });

  const HEAD = "HTTP/1.1 200 OK\r\n";
  const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n`;
  const within: readonly [string, (socket: Socket) => void, RegExp][] = [
    ["is killed", (socket) => void socket.write(`${HEAD}content-length: 100\r\n\r\nhalf`, () => socket.resetAndDestroy()), /broke off/],
    ["ends a chunked answer without its end", (socket) => socket.end(CHUNKED), /broke off/],
    ["sends garbage where a chunk should be", (socket) => socket.write(`${CHUNKED}zz\r\n`), /broke off/],
    ["hangs", (socket) => socket.write(CHUNKED), /UND_ERR_BODY_TIMEOUT/],
  ];
  test.each(within)("%s within its answer: the same truncation, never a clean end; one fate in the books", async (_, fault, why) => {
    await using upstream = await startTcpServer((socket) => socket.once("data", () => fault(socket)));
    await using running = await startTestSidecar({ upstream: { url: upstream.url, bodyTimeout: "500ms" } });
    await expect(fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1) }).then((answer) => answer.text())).rejects.toThrow();
    await running.sidecar.flush();
    expect(running.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([
      { error_class: "network", error_message: expect.stringMatching(why) as string },
    ]);
    expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 1, captured: 1 });
  });

  test("speaks HTTP/1.0, and ends its answer by closing: the answer passes", async () => {
    const answer = JSON.stringify({ model_name: "double", outputs: [{ name: "y", datatype: "FP32", shape: [1], data: [2] }] });
    await using upstream = await startTcpServer((socket) =>
      socket.once("data", () => socket.end(`HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n${answer}`)),
    );
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    const through = await fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1) });
    expect([through.status, await through.text()]).toEqual([200, answer]);
    await running.sidecar.flush();
    expect(running.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([{ status: 200, error_class: "", rows: 1, model: "double" }]);
  });

  test("half-closes and answers all the same: the answer passes", async () => {
    const answer = JSON.stringify({ outputs: [{ name: "y", datatype: "FP32", shape: [1], data: [2] }] });
    await using upstream = await startTcpServer((socket) => socket.once("data", () => socket.end(`${HEAD}content-length: ${answer.length}\r\n\r\n${answer}`)));
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    const through = await fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1) });
    expect([through.status, await through.text()]).toEqual([200, answer]);
  });

  test("breaks off within its answer: the client's connection breaks too", async () => {
    await using upstream = await startTcpServer((socket) => socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")));
    await using running = await startTestSidecar({ upstream: { url: upstream.url } });
    await expect(fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1) }).then((answer) => answer.text())).rejects.toThrow("terminated");
    await running.sidecar.flush();
    expect(running.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([
      { status: 200, error_class: "network", error_message: expect.stringContaining("broke off") as string },
    ]);
  });
});

test("an interim answer (103) is not taken for the answer", async () => {
  await using upstream = await startTcpServer((socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")),
  );
  await using running = await startTestSidecar({ upstream: { url: upstream.url } });
  const answer = await fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1) });
  expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
});

test("a client that does not read holds the model server up, not the sidecar's memory", async () => {
  const CHUNK = Buffer.alloc(1 << 20);
  const CHUNKS = 60;
  let written = 0;
  await using upstream = await startTcpServer((socket) =>
    socket.once("data", () => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${CHUNKS * CHUNK.length}\r\n\r\n`);
      const more = () => {
        while (written < CHUNKS) {
          written += 1;
          if (socket.write(CHUNK)) continue;
          socket.once("drain", more);
          break;
        }
      };
      more();
    }),
  );
  await using running = await startTestSidecar({ upstream: { url: upstream.url } });
  const request = httpRequest(`${running.sidecar.address}/big`, { agent: false }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let [before, looksAlike] = [-1, 0];
  const standsStill = () => {
    looksAlike = before === written ? looksAlike + 1 : 0;
    before = written;
    return looksAlike;
  };
  // On a busy machine a transfer that goes on may look still for one look, not for ten.
  await expect.poll(standsStill, { interval: 150, timeout: 50_000 }).toBe(10);
  expect(written).toBeLessThan(30);
  let read = 0;
  for await (const chunk of response) read += (chunk as Buffer).length;
  expect(read).toBe(CHUNKS * CHUNK.length);
});

test("one request more than maxInFlight: 503 with Retry-After, counted as overload", async () => {
  const release = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  await using upstream = await startServer((request, response) => {
    arrived.resolve();
    void release.promise.then(() => doubling(request, response));
  });
  await using running = await startTestSidecar({ upstream: { url: upstream.url }, maxInFlight: 1 });
  const first = fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1) });
  await arrived.promise;
  const second = await fetch(running.sidecar.address + INFER, { method: "POST", body: xs(1) });
  expect([second.status, second.headers.get("retry-after")]).toEqual([503, "1"]);
  release.resolve();
  expect((await first).status).toBe(200);
  await running.sidecar.flush();
  const classes = running.log.rows<RequestEvent>("tidemark.requests").map((row) => row.error_class);
  expect(classes.sort()).toEqual(["", "overload"]);
  expect(ledgerTotals(running.log.rows<LedgerRow>("tidemark.ledger"))).toMatchObject({ served: 2, captured: 2 });
});

async function refusing(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = await startTcpServer(() => undefined);
  await server[Symbol.asyncDispose]();
  return { url: server.url, async [Symbol.asyncDispose]() {} };
}

test("an answer without a reason phrase passes so", async () => {
  await using upstream = await startTcpServer((socket) => socket.once("data", () => socket.end("HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nok")));
  await using running = await startTestSidecar({ upstream: { url: upstream.url } });
  const { hostname, port } = new URL(running.sidecar.address);
  const client = connect(Number(port), hostname);
  client.write("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  const text = Buffer.concat(await client.toArray()).toString();
  expect(text).toMatch(/^HTTP\/1\.1 200 ?\r\ncontent-length: 2\r\n/);
  expect(text).toMatch(/\r\n\r\nok$/);
});
