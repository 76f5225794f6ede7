import type { z } from "zod";
import { TidemarkError } from "../../errors.ts";
import type { Invocation } from "./command.ts";

/** An invocation's options as the command declares them, which takes no other words. @throws TidemarkError `input` naming each option that is wrong, and what would be right. */
export function parseInvocation<Options>({ options, positionals }: Invocation, schema: z.ZodType<Options>): Options {
  if (positionals.length > 0) throw new TidemarkError("input", `"${positionals[0]}" is not understood; expected options only`);
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `--${path.join(".")} ${String(options[String(path[0])])}: ${message}`);
  throw new TidemarkError("input", wrong.join("\n"));
}
