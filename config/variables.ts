import { parse } from "yaml";
import { withoutText } from "./mistakes.ts";
import { TidemarkError } from "../errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Variables of this form set one key: `TIDEMARK_CLICKHOUSE__URL` is `clickhouse.url`, `TIDEMARK_ALERTS__RECEIVERS__0__URL_FILE` is `alerts.receivers[0].urlFile`.
 * A value is text as it stands; numbers, `true`, `false`, and what begins with a quote, `[` or `{` are read as YAML.
 */
const VARIABLE = /^TIDEMARK_([A-Z0-9_]+)$/;
const YAML_VALUE = /^(["'[{]|(true|false|-?\d+(\.\d+)?)$)/;

/** One key that the environment sets. */
export interface Variable {
  readonly name: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The variables that set keys of the configuration. @throws TidemarkError `config` for a value that is not YAML; the value is not told. */
export function variablesOf(environment: Environment): readonly Variable[] {
  return Object.entries(environment).flatMap(([name, text]) => {
    const path = VARIABLE.exec(name)?.[1]?.split("__").map(camelCase);
    return path === undefined || text === undefined ? [] : [{ name, path, value: variableValue(name, text) }];
  });
}

function variableValue(name: string, text: string): unknown {
  if (!YAML_VALUE.test(text)) return text;
  try {
    return parse(text) as unknown;
  } catch (thrown) {
    throw new TidemarkError("config", `${name}: YAML: ${withoutText(thrown)}`);
  }
}

/** A copy of a file's values in which the variables go first. @throws TidemarkError `config` for a variable under a key that has no keys. */
export function withVariables(values: unknown, variables: readonly Variable[]): unknown {
  return variables.reduce((all, variable) => withVariable(all, variable, 0), values);
}

function withVariable(values: unknown, variable: Variable, depth: number): unknown {
  const { name, path, value } = variable;
  const key = path[depth];
  if (key === undefined) return value;
  if (Array.isArray(values) && /^\d+$/.test(key))
    return Object.assign([...(values as unknown[])], { [key]: withVariable(values[Number(key)], variable, depth + 1) });
  if (Array.isArray(values) || (typeof values !== "object" && values !== undefined))
    throw new TidemarkError("config", `${name}: ${path.slice(0, depth).join(".") || "the file"}: has no key "${key}"; expected a section of keys`);
  const section = new Map(Object.entries(values ?? {}));
  return Object.fromEntries(section.set(key, withVariable(section.get(key), variable, depth + 1)));
}

function camelCase(snake: string): string {
  return snake.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
