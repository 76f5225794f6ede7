// The child process of `up`: pages, API, collector, judging and alerts, so that nothing of theirs can delay or end a prediction. Stops when its parent lets go.
import { messageOf } from "../../errors.ts";
import { createLogger } from "../../telemetry.ts";
import { runnableConfigOf } from "./config-option.ts";
import { createPlatform } from "./platform.ts";
import { runRestUntil } from "./rest.ts";
import { stopSignal } from "./until-stopped.ts";

const [, , file] = process.argv;
const logger = createLogger(process.stderr, { process: "rest" });
const stop = stopSignal();
try {
  await using stack = new AsyncDisposableStack();
  const config = await runnableConfigOf({ options: file === undefined ? {} : { config: file }, positionals: [] });
  await runRestUntil(createPlatform(config, logger, stack), stop, ({ dashboards }) => process.send?.({ dashboards: dashboards.address }));
} catch (thrown) {
  if (!stop.aborted) {
    logger.error("pages, collector, judging and alerts end", { error: messageOf(thrown) });
    process.exitCode = 3;
  }
}
// Whatever may still be under way is safe to leave: it is durable, or done again.
process.exit();
