import { createServer } from "node:http";
import { listen } from "../../serving/request-path/listen.ts";
import { EXCHANGES } from "./exchanges.ts";

/** A model server that costs next to nothing: reads the request, gives always the answer of its path. Prints its address. */
const answers = new Map(Object.values(EXCHANGES).map(({ path, answer, headers }) => [path, { answer, headers }]));
const server = createServer((request, response) => {
  const { answer = "{}", headers } = answers.get(request.url ?? "") ?? {};
  request.resume();
  request.on("end", () => response.writeHead(200, { "content-type": "application/json", ...headers, "content-length": Buffer.byteLength(answer) }).end(answer));
});
process.stdout.write(`${await listen(server, { host: "127.0.0.1", port: 0 })}\n`);
