import { refuse } from "./engine-exception.ts";
import { isKeyword, sqlTokens } from "./sql-tokens.ts";
import type { Statement } from "./statement.ts";

/** Table functions that read files, other servers or programs. The engine's `readonly` refuses them too; this says so before it is asked. */
const OUTSIDE =
  /^(file|filecluster|url|urlcluster|s3|s3cluster|gcs|oss|cosn|hdfs|hdfscluster|azureblobstorage|azureblobstoragecluster|remote|remotesecure|cluster|clusterallreplicas|mysql|postgresql|mongodb|redis|sqlite|odbc|jdbc|ydb|executable|iceberg\w*|deltalake\w*|hudi\w*|paimon\w*|python|arrowstream|input|fuzzquery)$/i;

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
