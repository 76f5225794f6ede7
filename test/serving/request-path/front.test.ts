import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { INFER, infer, startTestSidecar } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

/** A connection from an address of loopback of one's own. */
function connectFrom({ sidecar }: TestSidecar, localAddress = "127.0.0.1"): Socket {
  const { hostname, port } = new URL(sidecar.address);
  return connect({ host: hostname, port: Number(port), localAddress }).on("error", () => undefined);
}

/** All that comes back until the connection ends. */
async function exchange(running: TestSidecar, text: string, from?: string): Promise<string> {
  const socket = connectFrom(running, from);
  socket.write(text);
  return Buffer.concat(await socket.toArray()).toString();
}

const HALF = `POST ${INFER} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{`;
const whole = (body: string, more = "") => `POST ${INFER} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${more}content-length: ${body.length}\r\n\r\n${body}`;
const requests = ({ log }: TestSidecar) => log.rows<RequestEvent>("tidemark.requests");

describe("what can be understood in two ways is refused, and is the client's fault", () => {
  test.each([
    ["two Host headers", whole(xs(1), "host: y\r\n"), "2 Host headers"],
    ["an address of another host", whole(xs(1)).replace(INFER, `http://evil${INFER}`), "another"],
  ])("%s: 400", async (_, text, why) => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url } });
    expect(await exchange(running, text)).toMatch(new RegExp(`^HTTP/1.1 400 [^]*${why}`));
    await running.sidecar.flush();
    expect(requests(running).map((row) => [row.status, row.error_class])).toEqual([[400, "badInput"]]);
  });

  test("of an address with our own name the path is asked for", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url } });
    expect(await exchange(running, whole(xs(1)).replace(INFER, `http://x${INFER}`))).toMatch(/^HTTP\/1.1 200 /);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ model: "double", error_class: "" }]);
  });

  test.each(["/../admin", "/a/%2e%2e/..%2fadmin", "/..;/admin"])("%s does not leave the upstream's prefix", async (path) => {
    const seen: string[] = [];
    await using model = await startServer((request, response) => response.end(seen.push(request.url ?? "") === 0));
    await using running = await startTestSidecar({ upstream: { url: `${model.url}/models` } });
    expect(await exchange(running, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 [^]*leaves \/models/);
    expect(seen).toEqual([]);
  });
});

describe("half-sent requests", () => {
  test("shut nobody else out: the oldest of them go, and are counted", async () => {
    await using telemetry = createTelemetry(silentLogger);
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, maxInFlight: 20 }, { meter: telemetry.meter });
    const attackers = Array.from({ length: 40 }, () => connectFrom(running, "127.0.0.2"));
    for (const socket of attackers) socket.write(HALF);
    await expect.poll(() => running.sidecar.stats().inFlight, { timeout: 20_000 }).toBe(20);
    for (let i = 0; i < 30; i++) expect(await infer(running, xs(i))).toBe(200);
    for (const socket of attackers) socket.destroy();
    await expect.poll(() => running.sidecar.stats().inFlight, { timeout: 20_000 }).toBe(0);
    await running.sidecar.flush();
    const classes = Map.groupBy(requests(running), (row) => row.error_class);
    expect(classes.get("")).toHaveLength(30);
    expect(classes.get("overload")?.length).toBeGreaterThanOrEqual(21);
    expect(await telemetry.metrics()).toMatch(/tidemark_serving_refused_total\{reason="share".*\} [1-9]/);
  });

  test("end after clientTimeout with 408; a class of their own", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, clientTimeout: "300ms" });
    expect(await exchange(running, HALF)).toMatch(/^HTTP\/1.1 408 [^]*connection: close/i);
    await running.sidecar.flush();
    expect(requests(running)).toMatchObject([{ status: 408, error_class: "clientClosed" }]);
  });

  test("a large one too, which the model server has begun to get", async () => {
    const gone = Promise.withResolvers<void>();
    await using model = await startServer((request) => void request.resume().on("error", () => gone.resolve()));
    await using running = await startTestSidecar({ upstream: { url: model.url }, clientTimeout: "300ms" });
    expect(await exchange(running, HALF.replace("1000", "1000000"))).toMatch(/^HTTP\/1.1 408 /);
    await gone.promise;
  });

  test("headers that do not come: 408 after headersTimeout", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, headersTimeout: "200ms" });
    expect(await exchange(running, "POST /x HTTP/1.1\r\nhost: x\r\nx-")).toMatch(/^HTTP\/1.1 408 /);
  });

  test("a body that drips ends with requestTimeout", async () => {
    await using model = await startServer(doubling);
    await using running = await startTestSidecar({ upstream: { url: model.url }, requestTimeout: "600ms", headersTimeout: "500ms" });
    const socket = connectFrom(running);
    socket.write(HALF);
    const drip = setInterval(() => socket.write(" "), 50);
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await once(socket, "close");
    clearInterval(drip);
    // What still drips when the answer is on its way may reset the connection before it is read.
    expect(text).toMatch(/^(HTTP\/1.1 408 |$)/);
    await expect.poll(() => running.sidecar.stats().inFlight, { timeout: 20_000 }).toBe(0);
  });

  test("a client that reads slowly is not broken off, one that does not read is", async () => {
    const size = 64 << 20;
    await using model = await startServer((_, response) => response.end(Buffer.alloc(size)));
    await using running = await startTestSidecar({ upstream: { url: model.url }, clientTimeout: "1s" });
    const read = async (pauseMs: number) => {
      const socket = connectFrom(running);
      socket.write("GET /big HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
      let length = 0;
      for await (const chunk of socket) {
        const before = length;
        length += (chunk as Buffer).length;
        if (Math.floor(before / (8 << 20)) !== Math.floor(length / (8 << 20))) await sleep(pauseMs);
      }
      return length;
    };
    expect(await read(400)).toBeGreaterThan(size);
    expect(await read(4_000).catch(() => 0)).toBeLessThan(size);
  });
});

test("one connection more than maxConnections closes an idle one of who has most", async () => {
  await using model = await startServer(doubling);
  await using running = await startTestSidecar({ upstream: { url: model.url }, maxConnections: 4 });
  const idle = Array.from({ length: 4 }, () => connectFrom(running, "127.0.0.2"));
  await Promise.all(idle.map((socket) => once(socket, "connect")));
  await sleep(50);
  expect(await exchange(running, whole(xs(1)))).toMatch(/^HTTP\/1.1 200 /);
  const late = [connectFrom(running, "127.0.0.2"), connectFrom(running, "127.0.0.2")];
  await once(late[1] as Socket, "close");
  expect(idle.filter((socket) => socket.closed)).toHaveLength(1);
  for (const socket of [...idle, ...late]) socket.destroy();
});
