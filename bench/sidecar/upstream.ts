import { createServer } from "node:http";
import { listen } from "../../serving/request-path/listen.ts";

/** A model server that costs next to nothing: reads the request, gives always the same answer. Prints its address. */
const answer = JSON.stringify({
  model_name: "flights",
  model_version: "1",
  outputs: [
    { name: "late_probability", datatype: "FP32", shape: [1, 1], data: [0.25] },
    { name: "late", datatype: "INT64", shape: [1, 1], data: [0] },
  ],
});
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => response.writeHead(200, { "content-type": "application/json", "content-length": answer.length }).end(answer));
});
process.stdout.write(`${await listen(server, { host: "127.0.0.1", port: 0 })}\n`);
