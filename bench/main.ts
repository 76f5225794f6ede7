/** `npm run bench -- NAME [options]`: runs `bench/NAME.ts` with the options and prints its JSON; without a name, lists them. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

const names = (await readdir(import.meta.dirname)).filter((file) => file.endsWith(".ts") && file !== "main.ts").map((file) => file.slice(0, -3));
const name = process.argv[2];
if (name === undefined || !names.includes(name)) {
  process.stderr.write(`Usage: npm run bench -- NAME\n\n${names.map((known) => `  ${known}`).join("\n")}\n`);
  process.exitCode = 2;
} else {
  const { default: bench } = (await import(join(import.meta.dirname, `${name}.ts`))) as { default: (options: readonly string[]) => Promise<object> };
  process.stdout.write(`${JSON.stringify(await bench(process.argv.slice(3)), undefined, 2)}\n`);
}
