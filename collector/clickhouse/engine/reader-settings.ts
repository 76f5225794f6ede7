import { refuse } from "./engine-exception.ts";

/** Settings of limits and of how results look. Others are refused: among them are some that name files to write (`output_format_schema`) or read (`format_template_row`). */
const HARMLESS =
  /^(readonly|extremes|log_comment|session_timezone|join_use_nulls|date_time_input_format|date_time_output_format|final|use_query_cache|query_cache_ttl|enable_http_compression|http_\w+|send_progress_in_http_headers|cancel_http_readonly_queries_on_client_close|max_(result|rows|bytes|columns)_\w+|optimize_\w+|\w+_overflow_mode|output_format_(json|csv|tsv|pretty|arrow|parquet|native|decimal|write)_\w+)$/;

/** The most that the reader may ask for; also what it gets where it asks for none. */
const CEILINGS: Readonly<Record<string, number>> = { max_execution_time: 60, max_memory_usage: 1_000_000_000, max_threads: 8, max_block_size: 1_000_000 };
/** Limits that hold whether asked for or not. */
const ALWAYS = ["max_execution_time", "max_memory_usage"];

type Settings = readonly (readonly [name: string, value: string])[];

/** Holds the reader to settings that cannot reach a file. @throws EngineRefusal 164 for another one, 36 for a limit that is no number. */
export function requireHarmless(settings: Settings): void {
  const other = settings.find(([name]) => !HARMLESS.test(name) && CEILINGS[name] === undefined);
  if (other) refuse(164, `Cannot modify '${other[0]}' setting in readonly mode: this user may set limits and output formats`);
  const odd = settings.find(([name, value]) => CEILINGS[name] !== undefined && !/^\d{1,15}$/.test(value));
  if (odd) refuse(36, `Setting ${odd[0]} takes a whole number, not "${odd[1].slice(0, 50)}"`);
}

/** The reader's settings as they count: limits no higher than ours, and read-only last, since nothing can be set after it. */
export function heldSettings(settings: Settings): Settings {
  const asked = new Map(settings);
  const limits = Object.entries(CEILINGS)
    .filter(([name]) => asked.has(name) || ALWAYS.includes(name))
    .map(([name, ceiling]) => [name, String(held(asked.get(name), ceiling))] as const);
  return [...settings.filter(([name]) => name !== "readonly" && CEILINGS[name] === undefined), ...limits, ["readonly", "1"]];
}

/** 0 means no limit, which is ours then. */
function held(asked: string | undefined, ceiling: number): number {
  const wanted = Number(asked ?? 0);
  return wanted > 0 ? Math.min(wanted, ceiling) : ceiling;
}
