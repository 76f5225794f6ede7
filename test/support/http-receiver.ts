import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How it answers; `hang` never does. */
export type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string } | "hang";

export interface HttpReceiver extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** What came, in order, whatever was answered. */
  readonly requests: ReceivedRequest[];
  /** Asked for each request, with how many came before. */
  answer: (before: number) => Answer;
}

/** A real HTTP server on a free port of 127.0.0.1 that keeps what it got; answers 200 unless told otherwise. */
export async function startHttpReceiver(): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = running.answer(requests.length);
      requests.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      if (answer !== "hang") response.writeHead(answer.status, answer.headers).end(answer.body ?? "");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const running: HttpReceiver = {
    port,
    url: `http://127.0.0.1:${port}/hook/path-token`,
    requests,
    answer: () => ({ status: 200 }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
  return running;
}
