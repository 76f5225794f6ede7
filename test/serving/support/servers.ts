import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { listen } from "../../../serving/request-path/listen.ts";

export interface TestServer extends AsyncDisposable {
  readonly url: string;
}

/** A real HTTP server on a free port of loopback. */
export async function startServer(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  const url = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers every request as a model of one input x and one output y = 2x would, in version 2 of the Open Inference Protocol. */
export const doubling: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { id?: string; inputs: { shape: number[]; data: number[] }[] };
    const data = body.inputs[0]?.data.map((x) => 2 * x) ?? [];
    const answer = { model_name: "double", model_version: "3", id: body.id, outputs: [{ name: "y", datatype: "FP32", shape: [data.length], data }] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
};

/** A body that `doubling` takes. */
export function xs(...data: (number | null)[]): string {
  return JSON.stringify({ inputs: [{ name: "x", shape: [data.length, 1], datatype: "FP32", data }] });
}
