import type { Column, Content } from "../wire/protocol.ts";

/** Both halves with the same rows. */
export interface Aligned {
  readonly request: Content;
  readonly response: Content;
}

/**
 * Reads both halves so that they have as many rows: as they are, else the request the other way, else the answer, else both. Outputs of another length than the rows (a scalar, something of the whole batch) are left out beside one that has it.
 * Undefined: neither way fits, so how the answer belongs to the rows is not understood.
 */
export function alignRows(request: Content, response: Content): Aligned | undefined {
  for (const answered of ways(response))
    for (const asked of ways(request)) {
      const columns = answered.columns.filter((column) => column.values.length === asked.rows);
      if (answered.rows === asked.rows || columns.length > 0)
        return { request: asked, response: { ...answered, rows: asked.rows, columns: kept(answered, columns) } };
    }
  return undefined;
}

function ways(content: Content): readonly Content[] {
  return content.otherwise === undefined ? [content] : [content, content.otherwise];
}

function kept(content: Content, ofRows: readonly Column[]): readonly Column[] {
  return ofRows.length === content.columns.length ? content.columns : ofRows;
}
