/**
 * `npm run test:reference -- DIR [--only records|rewritten] [--file NAME]`: every recorded value of other packages in a folder against ours, then every data file against other writings of itself (Parquet, JSON lines,
 * all as text, dates in four writings, decimal commas), which must be "unchanged"; exits 1 on any that differs without a reason.
 */
import { parseArgs } from "node:util";
import { checkFile, FILES } from "./reference/check-file.ts";
import { checkRewritten } from "./reference/check-rewritten.ts";
import { ReferenceData } from "./reference/columns.ts";
import type { Checked } from "./reference/outcome.ts";

const { values, positionals } = parseArgs({ options: { only: { type: "string" }, file: { type: "string", default: "" } }, allowPositionals: true });
const [folder] = positionals;
if (folder === undefined) {
  console.error("test:reference needs the folder with the recorded values, for example: npm run test:reference -- test/fixtures/reference");
  process.exit(2);
}

const data = new ReferenceData(folder);
let [failed, seen] = [0, 0];
for (const file of values.only === "rewritten" ? [] : FILES.keys()) {
  const checked = await checkFile(folder, file, data);
  if (checked === null) continue;
  seen += checked.length;
  failed += report(file, checked);
}
if (values.only !== "records")
  await checkRewritten(
    folder,
    ({ file, writing, faults }) => {
      seen += 1;
      failed += Number(faults.length > 0);
      console.log(`${faults.length === 0 ? "unchanged" : "FAILED   "} ${file} as ${writing}${faults.map((fault) => `\n    ${fault}`).join("")}`);
    },
    values.file,
  );
if (seen === 0) console.error(`${folder} has none of ${[...FILES.keys()].join(", ")}`);
process.exitCode = failed === 0 && seen > 0 ? 0 : 1;

/** Prints a file's counts, its failures each, and its explained records by reason; how many failed. */
function report(file: string, checked: readonly Checked[]): number {
  const failures = checked.filter(({ outcome }) => outcome.kind === "failed");
  const explained = checked.filter(({ outcome }) => outcome.kind === "explained");
  console.log(
    `${file}: ${checked.length - failures.length - explained.length} of ${checked.length} pass, ${explained.length} explained, ${failures.length} failed`,
  );
  for (const { name, outcome } of failures) console.log(`  FAILED ${name}: ${outcome.kind === "failed" ? outcome.why : ""}`);
  const reasons = Map.groupBy(explained, ({ outcome }) => (outcome.kind === "explained" ? outcome.why : ""));
  for (const [why, records] of reasons) {
    console.log(`  ${records.length} × ${why}:`);
    for (const { name } of records) console.log(`    ${name}`);
  }
  return failures.length;
}
