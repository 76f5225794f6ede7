import { refuse } from "./engine-exception.ts";
import { isKeyword, sqlTokens } from "./sql-tokens.ts";
import type { Statement } from "./statement.ts";

/** Table functions that read files, other servers or programs. The engine's `readonly` refuses them too; this says so before it is asked. */
const OUTSIDE =
  /^(file|filecluster|url|urlcluster|s3|s3cluster|gcs|oss|cosn|hdfs|hdfscluster|azureblobstorage|azureblobstoragecluster|remote|remotesecure|cluster|clusterallreplicas|mysql|postgresql|mongodb|redis|sqlite|odbc|jdbc|ydb|executable|iceberg\w*|deltalake\w*|hudi\w*|paimon\w*|python|arrowstream|input|fuzzquery)$/i;

/** Settings of limits and of how results look. Others are refused: among them are some that name files to write (`output_format_schema`) or read (`format_template_row`). */
const HARMLESS =
  /^(readonly|extremes|log_comment|session_timezone|join_use_nulls|date_time_output_format|final|use_query_cache|query_cache_ttl|enable_http_compression|http_\w+|send_progress_in_http_headers|cancel_http_readonly_queries_on_client_close|(max|min|optimize|group_by)_\w+|\w+_overflow_mode|output_format_(json|csv|tsv|pretty|arrow|parquet|native|decimal|write)_\w+)$/;

/** Holds the reader to settings that cannot reach a file. @throws EngineRefusal 164. */
export function requireHarmless(settings: readonly (readonly [name: string, value: string])[]): void {
  const other = settings.find(([name]) => !HARMLESS.test(name));
  if (other) refuse(164, `Cannot modify '${other[0]}' setting in readonly mode: this user may set limits and output formats`);
}

/** Holds the reader to one statement that only reads tables. @throws EngineRefusal 164. */
export function requireReadable(sql: string, statement: Statement): void {
  if (statement.kind !== "read") refuse(164, "Cannot execute query in readonly mode: this user may SELECT, SHOW, DESCRIBE, EXISTS and EXPLAIN");
  // In the raw text, not word by word: nothing that the engine might read as a file name gets past.
  if (/outfile|infile/i.test(sql)) refuse(164, "Cannot execute query in readonly mode: this user may not read or write files");
  const tokens = [...sqlTokens(sql)];
  const outside = tokens.find(
    (token, at) => token.kind !== "text" && OUTSIDE.test(token.text.replaceAll(/["`]/g, "")) && tokens[at + 1]?.text === "(" && !isKeyword(token, "IN"),
  );
  if (outside) refuse(164, `Cannot execute query in readonly mode: this user may not call ${outside.text}()`);
}
