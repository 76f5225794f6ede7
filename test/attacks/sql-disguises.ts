import type { Random } from "../../analyzers/statistics/random.ts";
import { pick } from "./attack.ts";

/** Functions that reach out of the tables: a file, another server, a program, a dictionary, the engine itself, a model. */
const FUNCTIONS =
  "file sleep formatRow formatRowNoNewline joinGet dictGet dictGetString catboostEvaluate addressToLine getServerSetting getMacro filesystemAvailable hasColumnInTable evalMLMethod aiGenerate formatQuery regionToName FQDN getServerPort viewExplain chdb".split(
    " ",
  );
/** Table functions of the same kind. */
const TABLE_FUNCTIONS =
  "file fileCluster filesystem url urlCluster s3 s3Cluster gcs hdfs azureBlobStorage remote remoteSecure cluster clusterAllReplicas executable input sqlite mysql postgresql mongodb redis odbc jdbc merge dictionary loop eval viewExplain fuzzQuery fuzzJSON deltaLake iceberg icebergLocal hudi paimonLocal mergeTreeIndex arrowstream".split(
    " ",
  );

/** Places of a query where an expression may stand; F is the call. */
const SLOTS = [
  "SELECT F",
  "SELECT 1 WHERE F != ''",
  "SELECT a FROM default.t PREWHERE F != ''",
  "SELECT count() GROUP BY F",
  "SELECT count() HAVING F != ''",
  "SELECT 1 ORDER BY F",
  "SELECT 1 AS n ORDER BY n WITH FILL FROM F TO 2",
  "SELECT 1 AS n, 2 AS m ORDER BY n WITH FILL INTERPOLATE (m AS F)",
  "SELECT 1 LIMIT length(F)",
  "SELECT 1 LIMIT 1 BY F",
  "SELECT 1 FROM default.t ARRAY JOIN [F] AS x",
  "SELECT 1 FROM default.t AS a JOIN default.t AS b ON F = toString(b.a)",
  "WITH F AS x SELECT x",
  "WITH x AS (SELECT F AS y) SELECT y FROM x",
  "SELECT sum(1) OVER (PARTITION BY F)",
  "SELECT sum(1) OVER (ROWS BETWEEN length(F) PRECEDING AND CURRENT ROW)",
  "SELECT sum(1) OVER w FROM default.t WINDOW w AS (ORDER BY F)",
  "SELECT 1 QUALIFY F != ''",
  "SELECT * REPLACE (F AS a) FROM default.t",
  "SELECT * APPLY(x -> F) FROM default.t",
  "SELECT arrayMap(x -> F, [1])",
  "SELECT CASE WHEN F != '' THEN 1 END",
  "SELECT F::String",
  "SELECT [F, (F, 1).1]",
  "SELECT EXISTS(SELECT F)",
  "SELECT 1 IN (SELECT F)",
  "SELECT * FROM view(SELECT F)",
  "SELECT * FROM values('a String', F)",
  "SELECT * FROM (EXPLAIN SELECT F)",
  "EXPLAIN SELECT F",
  "EXPLAIN SYNTAX SELECT F",
  "EXPLAIN AST SELECT F",
  "SHOW TABLES WHERE F != ''",
  "SHOW COLUMNS FROM default.t WHERE F != ''",
  "DESCRIBE (SELECT F)",
  "SELECT 1 UNION ALL SELECT F",
  "SELECT 1 EXCEPT SELECT F",
  "SELECT if(1, F, '')",
  "SELECT 'a' AS `x\ny`, F",
  "CREATE TABLE default.u ENGINE = Memory AS SELECT F",
  "INSERT INTO default.t SELECT length(F)",
];
const TABLE_SLOTS = [
  "SELECT * FROM F",
  "SELECT * FROM default.t AS a, F AS b",
  "WITH x AS (SELECT * FROM F) SELECT * FROM x",
  "SELECT 1 WHERE 1 IN F",
  "SELECT (SELECT count() FROM F)",
  "SELECT * FROM default.t JOIN F AS f ON 1 = 1",
  "DESCRIBE TABLE F",
  "EXPLAIN SELECT * FROM F",
  "SELECT * FROM view(SELECT * FROM F)",
  "SELECT * FROM merge(F)",
  "INSERT INTO FUNCTION F SELECT 1",
];

/** A query that calls, somehow, something that the reader may not. @param path of a file whose content must never be answered. */
export function disguisedQuery(random: Random, path: string): string {
  const inTable = random() < 0.4;
  const name = pick(random, inTable ? TABLE_FUNCTIONS : FUNCTIONS);
  const call = `${disguisedName(random, name)}${gap(random)}(${disguisedText(random, path)}${pick(random, ["", "", ", 'LineAsString'", `, ${disguisedText(random, "RawBLOB")}`])})`;
  const slot = pick(random, inTable ? TABLE_SLOTS : SLOTS).replaceAll("F", (found, at: number, whole: string) =>
    /\w/.test(whole[at - 1] ?? "") || /\w/.test(whole[at + 1] ?? "") ? found : call,
  );
  return `${pick(random, ["", "", "/* a */ ", "-- b\n", "(", "\ufeff"])}${slot}${pick(random, ENDINGS)}`;
}

const ENDINGS = [
  "",
  "",
  "",
  ";",
  " FORMAT JSON",
  " FORMAT RawBLOB",
  " SETTINGS readonly = 0",
  " -- ;",
  "; SELECT 1",
  " INTO OUTFILE '/dev/shm/tidemark-attack'",
  " FORMAT Ж",
  "\n#!x",
  " LIMIT 1",
  "\0",
];

function disguisedName(random: Random, name: string): string {
  const escaped = name
    .split("")
    .map((letter) => (random() < 0.4 ? `\\x${letter.charCodeAt(0).toString(16)}` : letter))
    .join("");
  return pick(random, [
    name,
    name,
    `"${name}"`,
    `\`${name}\``,
    `\u201c${name}\u201d`,
    `"${escaped}"`,
    `\`${escaped}\``,
    name.toUpperCase(),
    `/**/${name}/**/`,
    `${name}\u00a0`,
  ]);
}

const gap = (random: Random): string => pick(random, ["", "", " ", "\n", "/**/", "\t", "\u3000", "-- x\n"]);

function disguisedText(random: Random, text: string): string {
  const hex = Buffer.from(text).toString("hex");
  const escaped = text
    .split("")
    .map((letter) => (random() < 0.3 ? `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}` : letter))
    .join("");
  return pick(random, [
    `'${text}'`,
    `'${escaped}'`,
    `\u2018${text}\u2019`,
    `$$${text}$$`,
    `$a$${text}$a$`,
    `x'${hex}'`,
    `unhex('${hex}')`,
    `concat('${text.slice(0, 3)}', '${text.slice(3)}')`,
  ]);
}

/** Names and statements that reach a file or another user without any function. */
export function disguisedTable(random: Random, path: string): string {
  const table = pick(random, [
    `'${path}'`,
    `\`${path}\``,
    `"${path}"`,
    `default.\`${path}\``,
    `\u201c${path}\u201d`,
    "system.processes",
    "system.`stack_trace`",
    "`system`.query_log",
    "system.named_collections",
  ]);
  return pick(random, [
    `SELECT * FROM ${table}`,
    `WITH x AS (SELECT * FROM ${table}) SELECT * FROM x`,
    `SELECT 1 WHERE 1 IN (SELECT 1 FROM ${table})`,
    `SELECT 1 WHERE (1, 2) IN ${table}`,
    `DESCRIBE TABLE ${table}`,
  ]);
}
