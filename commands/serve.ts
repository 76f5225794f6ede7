import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { holdData } from "./lib/hold-data.ts";
import { createPlatform, openConfiguredLog } from "./lib/platform.ts";
import { runSidecar } from "./lib/roles.ts";
import { untilStopped } from "./lib/until-stopped.ts";

export default {
  name: "serve",
  summary: "the sidecar alone: a proxy before a model server, or ONNX models themselves",
  usage: {
    synopsis: "[--config FILE]",
    options: [CONFIG_OPTION],
    examples: ["tidemark serve --config tidemark.yaml", "TIDEMARK_SERVING__UPSTREAM__URL=http://127.0.0.1:8000 tidemark serve"],
  },
  async run(invocation) {
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(await runnableConfigOf(invocation, "serving"), createLogger(process.stderr), stack);
    await holdData(platform, "serve");
    const sidecar = await runSidecar(platform, await openConfiguredLog(platform));
    platform.telemetry.logger.info("serving", { address: sidecar.address, admin: sidecar.adminAddress });
    process.send?.({ address: sidecar.address });
    const reason = await untilStopped();
    platform.telemetry.logger.info("stopping", { reason });
    return 0;
  },
} satisfies Command;
