import { createServer } from "node:http";
import { Pool } from "undici";
import { listen } from "../../serving/request-path/listen.ts";

/** The least that node:http and undici need to be a proxy: argv[2] is the model server. Looks at nothing, keeps nothing. Prints its address; on a line of input `{cpuMs}`. */
const pool = new Pool(process.argv[2] ?? "", { connections: null });
const HOP = new Set(["connection", "keep-alive", "transfer-encoding"]);
const server = createServer((request, response) => {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP.has(name)));
  pool.dispatch(
    { path: request.url ?? "/", method: request.method ?? "GET", headers, body: request },
    {
      onRequestStart: () => undefined,
      onResponseStart(_controller, status, headers) {
        response.writeHead(status, Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.has(name))));
      },
      onResponseData: (_controller, chunk) => void response.write(chunk),
      onResponseEnd: () => void response.end(),
      onResponseError: () => void response.destroy(),
    },
  );
});
process.stdout.write(`${await listen(server, { host: "127.0.0.1", port: 0 })}\n`);
process.stdin.on("data", () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1_000 })}\n`);
});
