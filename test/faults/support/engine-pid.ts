import { join } from "node:path";
import { knock } from "../../../collector/clickhouse/engine/engine-door.ts";

/** The process of a site's embedded engine; undefined while there is none. */
export async function enginePid(data: string): Promise<number | undefined> {
  return (await knock(join(data, "clickhouse")))?.pid;
}
