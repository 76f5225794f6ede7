/** What a scan tells of a record when it ends. */
export interface RecordEnd {
  /** Cells told of it. */
  readonly cells: number;
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** Where it ends in the text, behind its line's end, and the line that begins there. */
  readonly end: number;
  readonly nextLine: number;
  /** What is wrong with its quotes. */
  readonly fault: "open" | "behind" | null;
  /** Its longest value over several lines, and in which place it stands. */
  readonly long: { readonly place: number; readonly value: string } | null;
  /** Whether the line is blank: no record. */
  readonly blank: boolean;
}

const [QUOTE, LINE, RETURN, SPACE, TAB] = [34, 10, 13, 32, 9];

/** Whether lines end as they did on old computers, by a carriage return alone. @param head the text's beginning. */
export function hasOldLines(head: string): boolean {
  return !head.includes("\n") && /\r(?!\n)/.test(head);
}

/**
 * Goes through delimited text as ClickHouse reads it: quotes in pairs, doubled inside; blanks around a value are none of it; a space as delimiter may be several. `onRecord` ends the scan by false.
 * @param from where to begin, and the line that this is.
 */
export function scanRecords(
  text: string,
  delimiter: string,
  onCell: (place: number, value: string) => void,
  onRecord: (record: RecordEnd) => boolean | void,
  from: { readonly at: number; readonly line: number } = { at: 0, line: 1 },
): void {
  const stop = delimiter.charCodeAt(0);
  const isBlank = (code: number): boolean => code === SPACE || (code === TAB && stop !== TAB);
  const length = text.length;
  let [at, line] = [from.at, from.line];
  while (at < length) {
    const start = line;
    let [cells, fault, long]: [number, RecordEnd["fault"], RecordEnd["long"]] = [0, null, null];
    let [blank, open] = [false, true];
    while (open) {
      while (at < length && isBlank(text.charCodeAt(at))) at += 1;
      let value: string;
      if (text.charCodeAt(at) === QUOTE) {
        const begin = at + 1;
        let [close, doubled] = [begin, false];
        for (;;) {
          close = text.indexOf('"', close);
          if (close < 0) {
            close = length;
            fault = "open";
            break;
          }
          if (text.charCodeAt(close + 1) !== QUOTE) break;
          doubled = true;
          close += 2;
        }
        value = text.slice(begin, close);
        if (doubled) value = value.replaceAll('""', '"');
        if (value.includes("\n")) {
          line += value.split("\n").length - 1;
          if (long === null || value.length > long.value.length) long = { place: cells, value };
        }
        at = Math.min(length, close + 1);
        while (at < length && (isBlank(text.charCodeAt(at)) || text.charCodeAt(at) === RETURN) && text.charCodeAt(at) !== stop) at += 1;
        if (at < length && text.charCodeAt(at) !== stop && text.charCodeAt(at) !== LINE) {
          fault ??= "behind";
          while (at < length && text.charCodeAt(at) !== stop && text.charCodeAt(at) !== LINE) at += 1;
        }
      } else {
        const begin = at;
        let code = 0;
        while (at < length && (code = text.charCodeAt(at)) !== stop && code !== LINE) at += 1;
        let end = at;
        while (end > begin && (isBlank(text.charCodeAt(end - 1)) || text.charCodeAt(end - 1) === RETURN)) end -= 1;
        value = text.slice(begin, end);
        blank = cells === 0 && value === "" && text.charCodeAt(at) !== stop;
      }
      if (stop === SPACE) while (text.charCodeAt(at) === SPACE && text.charCodeAt(at + 1) === SPACE) at += 1;
      const more = at < length && text.charCodeAt(at) === stop;
      const trailing = stop === SPACE && more && (at + 1 >= length || text.charCodeAt(at + 1) === LINE || text.charCodeAt(at + 1) === RETURN);
      if (!blank) onCell(cells, value);
      cells += 1;
      if (more && !trailing) at += 1;
      else {
        if (trailing) while (at < length && text.charCodeAt(at) !== LINE) at += 1;
        open = false;
      }
    }
    if (at < length) {
      at += 1;
      line += 1;
    }
    if (onRecord({ cells: blank ? 0 : cells, line: start, end: at, nextLine: line, fault, long, blank }) === false) return;
  }
}
