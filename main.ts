#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { extname, join } from "node:path";
import { parseArgs } from "node:util";
import { helpOf, overviewOf, parseOptions, type Command } from "./commands/lib/command.ts";
import { messageOf, TidemarkError } from "./errors.ts";
import { nearestName } from "./commands/lib/nearest-name.ts";
import { loadPlugin, loadPlugins, pluginNames } from "./plugins.ts";
import { visibleText } from "./visible-text.ts";

const COMMANDS = join(import.meta.dirname, "commands");
/** Made by the build: every command's help by its name, the list of commands under "". */
const HELP = join(import.meta.dirname, "help.json");

// What is loaded from here on is compiled once a machine; processes that this one starts do the same.
const { directory } = enableCompileCache();
if (directory !== undefined) process.env["NODE_COMPILE_CACHE"] ??= directory;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 0 done, 1 found what --fail-on names, 2 wrong usage or input, 3 failed. */
async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "help") {
    process.stdout.write(builtHelp("") ?? overviewOf(await loadPlugins<Command>(COMMANDS)));
    return name === undefined ? 2 : 0;
  }
  const file = join(COMMANDS, `${name}${extname(import.meta.filename)}`);
  if (!/^[a-z]+$/.test(name) || !existsSync(file)) return fail(await unknownCommand(name), 2);
  let command: Command | undefined;
  try {
    const known = rest.length === 1 && rest[0] === "--help" ? builtHelp(name) : undefined;
    if (known !== undefined) {
      process.stdout.write(known);
      return 0;
    }
    command = await loadPlugin<Command>(file);
    const { values, positionals } = parseArgs({ args: rest, options: parseOptions(command), allowPositionals: true });
    if (values["help"]) {
      process.stdout.write(helpOf(command));
      return 0;
    }
    const options = Object.fromEntries(Object.entries(values).map(([option, value]) => [option, Array.isArray(value) ? value.join(",") : value]));
    return await command.run({ options, positionals });
  } catch (thrown) {
    return fail(unknownOption(thrown, command) ?? messageOf(thrown), isUsage(thrown) ? 2 : 3);
  }
}

async function unknownCommand(name: string): Promise<string> {
  const near = nearestName(name, await pluginNames(COMMANDS));
  return `there is no command "${name}"; ${near === null ? "" : `did you mean ${near}? `}tidemark --help lists them`;
}

/** What to write instead of an option that the command does not have; undefined for any other fault. */
function unknownOption(thrown: unknown, command: Command | undefined): string | undefined {
  const given =
    thrown instanceof Error && "code" in thrown && thrown.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? /'(--?[^' ]*)'/.exec(thrown.message)?.[1] : undefined;
  if (given === undefined || command === undefined) return undefined;
  const near = nearestName(given.replace(/^-+/, ""), [...command.usage.options.map(({ name }) => name), "help"]);
  return `there is no option ${given}; ${near === null ? "" : `did you mean --${near}? `}tidemark ${command.name} --help lists them`;
}

function isUsage(thrown: unknown): boolean {
  if (thrown instanceof TidemarkError) return thrown.code === "input" || thrown.code === "config";
  return thrown instanceof Error && "code" in thrown && String(thrown.code).startsWith("ERR_PARSE_ARGS");
}

function fail(message: string, code: number): number {
  process.stderr.write(`tidemark: ${visibleText(message)}\n`);
  return code;
}

/** Help without loading what the command is made of; undefined unbuilt, and for a command that was added later. */
function builtHelp(name: string): string | undefined {
  if (!existsSync(HELP)) return undefined;
  return (JSON.parse(readFileSync(HELP, "utf8")) as Readonly<Record<string, string>>)[name];
}
