import { literal, quoted } from "../files/quoted.ts";

/** A column of a file whose structure is known, with what is inside of it taken apart. */
export interface FlatColumn {
  readonly name: string;
  readonly type: string;
  readonly sql: string;
  /** The file's own column that it comes from. */
  readonly of: string;
}

/** A described column as columns: fields of a struct, and of structs in it, by names joined by "_", as the sidecar makes them. */
export function flatColumns(name: string, type: string): readonly FlatColumn[] {
  return take({ name, type, sql: quoted(name), of: name });
}

function take(column: FlatColumn): readonly FlatColumn[] {
  const inner = /^(?:Nullable\()?Tuple\(([\s\S]*?)\)+$/.exec(column.type) === null ? null : fieldsOf(column.type);
  if (inner === null) return [column];
  return inner.flatMap(([field, type]) =>
    take({ name: `${column.name}_${field}`, type, sql: `tupleElement(${column.sql}, ${literal(field)})`, of: column.of }),
  );
}

/** Names and types of a tuple's elements; null where they have no names. */
function fieldsOf(type: string): readonly (readonly [string, string])[] | null {
  const start = type.indexOf("Tuple(") + "Tuple(".length;
  const fields: string[] = [];
  let [depth, ticked, from] = [0, false, start];
  for (let at = start; at < type.length; at++) {
    const sign = type[at];
    if (sign === "\\" && ticked) at += 1;
    else if (sign === "`") ticked = !ticked;
    else if (ticked) continue;
    else if (sign === "(") depth += 1;
    else if ((sign === ")" && depth === 0) || (sign === "," && depth === 0)) {
      fields.push(type.slice(from, at).trim());
      from = at + 1;
      if (sign === ")") break;
    } else if (sign === ")") depth -= 1;
  }
  const named = fields.map((field) => /^(?:`((?:[^`\\]|\\.)*)`|([A-Za-z_]\w*))\s+([\s\S]+)$/.exec(field));
  if (named.some((field) => field === null)) return null;
  return named.map((field) => [field?.[1]?.replace(/\\(.)/g, "$1") ?? field?.[2] ?? "", field?.[3] ?? ""] as const);
}
