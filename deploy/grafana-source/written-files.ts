import { stringify } from "yaml";
import { alertRules } from "./alert-rules.ts";
import { drift } from "./dashboards/drift.ts";
import { errors } from "./dashboards/errors.ts";
import { load } from "./dashboards/load.ts";
import { overview } from "./dashboards/overview.ts";
import { performance } from "./dashboards/performance.ts";
import { pipeline } from "./dashboards/pipeline.ts";
import { prometheus } from "./dashboards/prometheus.ts";

const BOARDS = { overview, drift, performance, errors, load, pipeline, prometheus };

/** Every file of deploy/grafana that is made from here: its path there, and its text. */
export function writtenFiles(): ReadonlyMap<string, string> {
  const boards = Object.entries(BOARDS).map(([name, board]) => [`dashboards/${name}.json`, `${JSON.stringify(board.build(), null, 2)}\n`] as const);
  const rules = `# Made by \`npm run grafana\` from deploy/grafana-source/alert-rules.ts.\n${stringify(JSON.parse(JSON.stringify(alertRules())), { lineWidth: 0 })}`;
  return new Map([...boards, ["provisioning/alerting/tidemark.yaml", rules]]);
}
