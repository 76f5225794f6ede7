import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Attack } from "./attack.ts";
import { attackHttp } from "./attacked-http.ts";
import { startAttacked } from "./hostile-process.ts";
import { inference } from "./sidecar-attack.ts";

/** The sidecar that serves an ONNX model itself: the same bodies are read on its request path. */
export default {
  name: "onnx",
  async run({ count, random, atOnce }) {
    await using stack = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), "tidemark-attack-"));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const models = join(import.meta.dirname, "../serving/models");
    const process = stack.use(await startAttacked(join(import.meta.dirname, "support/attacked-sidecar.ts"), [models, folder]));
    return await attackHttp({
      process,
      count,
      random,
      atOnce,
      bad: (random) => Buffer.from(inference(random).toString("latin1").replaceAll("/m/", "/wide/").replaceAll("/m:", "/wide:"), "latin1"),
      async good() {
        const answer = await fetch(`${process.address}/v2/models/wide/ready`);
        return answer.status === 200 ? undefined : `${answer.status}`;
      },
    });
  },
} satisfies Attack;
