import type { ParseArgsConfig } from "node:util";

/** What a command gets: its options as parsed, what stands after them, and where to write. */
export interface Invocation {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** One command: its default export in `commands/<name>.ts`. Resolves to the exit code (0 done, 1 found what --fail-on names, 2 wrong usage or input, 3 failed). */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Options with their help, and at least one example. */
  readonly usage: { readonly synopsis: string; readonly options: readonly CommandOption[]; readonly examples: readonly string[] };
  run(invocation: Invocation): Promise<number>;
}

export interface CommandOption {
  readonly name: string;
  /** Name of the value in the help; a flag has none. */
  readonly value?: string;
  readonly help: string;
  /** May be given more than once; its values then stand in one text, with commas between. */
  readonly multiple?: true;
}

export function helpOf({ name, summary, usage }: Command): string {
  const options = [...usage.options, HELP].map((option) => [`--${option.name}${option.value ? ` ${option.value}` : ""}`, option.help] as const);
  const width = Math.max(...options.map(([flag]) => flag.length));
  return [
    `tidemark ${name}: ${summary}`,
    "",
    `Usage: tidemark ${name} ${usage.synopsis}`.trimEnd(),
    "",
    "Options:",
    ...options.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`),
    "",
    "Examples:",
    ...usage.examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}

/** The list of commands. */
export function overviewOf(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    "Usage: tidemark COMMAND [OPTIONS]",
    "",
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "tidemark COMMAND --help explains one command, with examples.",
    "",
  ].join("\n");
}

const HELP: CommandOption = { name: "help", help: "this text" };

export function parseOptions(command: Command): NonNullable<ParseArgsConfig["options"]> {
  return Object.fromEntries(
    [...command.usage.options, HELP].map((option: CommandOption) => [
      option.name,
      { type: option.value ? "string" : "boolean", multiple: option.multiple === true } as const,
    ]),
  );
}
