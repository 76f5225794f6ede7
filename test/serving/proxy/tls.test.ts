import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { connect } from "node:tls";
import { once } from "node:events";
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { call, doubled, grpcClient, inferMessage, MODEL_INFER, startGrpcServer } from "../support/grpc.ts";
import { doubling, startServer, xs } from "../support/servers.ts";
import { INFER, startTestSidecar, temporaryFolder } from "../support/sidecars.ts";

/** A certificate of 127.0.0.1 that nobody else has signed. */
function selfSigned(folder: string): { readonly certFile: string; readonly keyFile: string; readonly cert: Buffer; readonly key: Buffer } {
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", keyFile, "-out", certFile, ...subject],
    { stdio: "ignore" },
  );
  return { certFile, keyFile, cert: readFileSync(certFile), key: readFileSync(keyFile) };
}

const infers = { [MODEL_INFER]: { handle: (asked: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => answer(null, doubled(asked.request)) } };

describe("TLS", () => {
  test("gRPC and HTTP/1 by one port, on to a model server with TLS of its own", async () => {
    using folder = temporaryFolder();
    const { certFile, keyFile, cert, key } = selfSigned(folder.path);
    await using grpc = await startGrpcServer(infers, { cert, key });
    await using http = await startServer(doubling);
    const listen = { host: "127.0.0.1", port: 0, tls: { certFile, keyFile } };
    await using running = await startTestSidecar({ listen, upstream: { url: http.url, grpcUrl: grpc.url, caFile: certFile } });
    expect(running.sidecar.address).toMatch(/^https:/);
    using client = grpcClient(running.sidecar.address, cert);
    expect(await call(client, MODEL_INFER, inferMessage([3]))).toMatchObject({ code: 0, message: doubled(inferMessage([3])) });
    const asked = request(running.sidecar.address + INFER, { method: "POST", ca: cert, agent: false }).end(xs(1));
    const [answer] = (await once(asked, "response")) as [{ statusCode: number; httpVersion: string; resume(): void }];
    answer.resume();
    expect([answer.statusCode, answer.httpVersion]).toEqual([200, "1.1"]);
    await running.sidecar.flush();
    expect(running.log.rows<RequestEvent>("tidemark.requests").map((row) => [row.model, row.rows])).toEqual([
      ["double", 1],
      ["double", 1],
    ]);
  });

  test.each([
    [["h2", "http/1.1"], "http/1.1"],
    [["h2"], "h2"],
    [["http/1.1"], "http/1.1"],
  ])("of %s by ALPN it is %s", async (ALPNProtocols, chosen) => {
    using folder = temporaryFolder();
    const { certFile, keyFile, cert } = selfSigned(folder.path);
    await using http = await startServer(doubling);
    await using running = await startTestSidecar({ listen: { host: "127.0.0.1", port: 0, tls: { certFile, keyFile } }, upstream: { url: http.url } });
    const socket = connect({ host: "127.0.0.1", port: Number(new URL(running.sidecar.address).port), ca: cert, ALPNProtocols });
    await once(socket, "secureConnect");
    expect(socket.alpnProtocol).toBe(chosen);
    socket.destroy();
  });

  test("a model server whose certificate nobody vouches for is not asked", async () => {
    using folder = temporaryFolder();
    const own = selfSigned(folder.path);
    await using grpc = await startGrpcServer(infers, own);
    await using running = await startTestSidecar({ upstream: { url: "http://127.0.0.1:1", grpcUrl: grpc.url } });
    using client = grpcClient(running.sidecar.address);
    expect(await call(client, MODEL_INFER, inferMessage([3]))).toMatchObject({ code: 14, details: expect.stringContaining("SELF_SIGNED") as string });
  });

  test("a file that is not there is named", async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, "cert.pem"), "");
    const tls = { certFile: join(folder.path, "cert.pem"), keyFile: join(folder.path, "none.pem") };
    await expect(startTestSidecar({ listen: { host: "127.0.0.1", port: 0, tls }, upstream: { url: "http://127.0.0.1:1" } })).rejects.toThrow(
      "serving.listen.tls.keyFile",
    );
  });
});
