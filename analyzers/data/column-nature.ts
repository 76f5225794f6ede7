import type { ColumnNature } from "./data-set.ts";

/** What a ClickHouse type holds. */
export function columnNature(type: string): { readonly nature: ColumnNature; readonly narrow: boolean } {
  const bare = type.replace(/^(?:(?:Nullable|LowCardinality)\()+/, "").replace(/\)+$/, "");
  if (type.startsWith("Array(")) return { nature: /^Array\((?:Nullable\()?(?:Float|U?Int|BFloat)/.test(type) ? "vector" : "unreadable", narrow: false };
  if (bare.startsWith("Bool")) return { nature: "boolean", narrow: true };
  if (/^(?:Float32|BFloat16|U?Int8|U?Int16)$/.test(bare)) return { nature: "number", narrow: true };
  if (/^(?:Float|U?Int|Decimal)/.test(bare)) return { nature: "number", narrow: false };
  if (/^(?:Date|DateTime)/.test(bare)) return { nature: "time", narrow: false };
  if (/^(?:String|FixedString|Enum|UUID|IPv)/.test(bare)) return { nature: "string", narrow: false };
  return { nature: "unreadable", narrow: false };
}
