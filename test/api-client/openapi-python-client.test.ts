import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dashboards, startDashboards } from "../../dashboards/server.ts";
import { seedFewRows } from "./support/few-rows.ts";
import { testParts } from "../dashboards/support/test-parts.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { noPythonBecause, pythonWith } from "../support/python.ts";

const run = promisify(execFile);
const noPython = await noPythonBecause();
if (noPython !== undefined) console.warn(`skipped: openapi-python-client ${noPython}`);

/** A client as somebody would write it. */
const PROGRAM = `
import json, sys
from tidemark_client import Client
from tidemark_client.api.findings import get_finding, list_findings
from tidemark_client.api.labels import send_labels
from tidemark_client.api.models import list_models
from tidemark_client.models import Label, ListFindingsAnalyzer, Problem

client = Client(base_url=sys.argv[1])
models = list_models.sync(client=client)
findings = list_findings.sync(client=client, model="flight-delay", analyzer=ListFindingsAnalyzer.DRIFT, limit=2)
one = get_finding.sync(client=client, finding_id=findings.findings[0].finding_id)
none = get_finding.sync_detailed(client=client, finding_id="nope")
assert isinstance(none.parsed, Problem)
labels = send_labels.sync(client=client, body=[Label.from_dict({"model": "flight-delay", "requestId": "r1", "label": True})])
json.dump([models.models[0].model, len(findings.findings), one.analyzer.value, none.parsed.status, labels.accepted], sys.stdout)
`;

describe.skipIf(noPython !== undefined)("a client made by openapi-python-client", () => {
  let clickhouse: TestClickHouse;
  let server: Dashboards;
  let python: string;
  let folder: string;
  beforeAll(async () => {
    [clickhouse, python] = await Promise.all([startTestClickHouse(), pythonWith(join(import.meta.dirname, "requirements.txt"))]);
    await seedFewRows(clickhouse.store);
    server = await startDashboards(testParts(clickhouse.store));
    folder = await mkdtemp(join(tmpdir(), "tidemark-client-"));
    await writeFile(join(folder, "openapi.json"), await (await fetch(`${server.address}/openapi.json`)).text());
  }, 700_000);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await clickhouse[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test("is made, and runs: lists, one by its path, what there is not, labels", async () => {
    const making = ["-m", "openapi_python_client", "generate", "--path", "openapi.json", "--meta", "none", "--output-path", "tidemark_client"];
    // It formats what it makes with a program of its own environment.
    const env = { ...process.env, PATH: `${dirname(python)}:${process.env["PATH"] ?? ""}` };
    await run(python, making, { cwd: folder, timeout: 50_000, env });
    await writeFile(join(folder, "ask.py"), PROGRAM);
    const { stdout } = await run(python, ["ask.py", server.address], { cwd: folder, timeout: 50_000 });
    expect(JSON.parse(stdout)).toEqual(["flight-delay", 2, "drift", 404, 1]);
  }, 120_000);
});
