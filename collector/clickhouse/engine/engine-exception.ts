import { messageOf } from "../../../errors.ts";

/** ClickHouse's code of an exception that the front itself raises, and its name. */
const NAMES = {
  27: "CANNOT_PARSE_INPUT_ASSERTION_FAILED",
  33: "CANNOT_READ_ALL_DATA",
  36: "BAD_ARGUMENTS",
  40: "CHECKSUM_DOESNT_MATCH",
  44: "ILLEGAL_COLUMN",
  48: "NOT_IMPLEMENTED",
  62: "SYNTAX_ERROR",
  73: "UNKNOWN_FORMAT",
  162: "QUERY_IS_TOO_LARGE",
  164: "READONLY",
  194: "REQUIRED_PASSWORD",
  202: "TOO_MANY_SIMULTANEOUS_QUERIES",
  210: "NETWORK_ERROR",
  243: "NOT_ENOUGH_SPACE",
  271: "CANNOT_DECOMPRESS",
  291: "DATABASE_ACCESS_DENIED",
  373: "SESSION_IS_LOCKED",
  432: "UNKNOWN_CODEC",
  497: "ACCESS_DENIED",
  516: "AUTHENTICATION_FAILED",
  1000: "POCO_EXCEPTION",
} as const;

/** An exception in ClickHouse's words: the text that its HTTP interface answers, with the code and the HTTP status. */
export interface EngineException {
  readonly code: number;
  readonly status: number;
  readonly text: string;
}

/** HTTP statuses other than 500, as ClickHouse's HTTPHandler maps its codes (`exceptionCodeToHTTPStatus`). */
const STATUSES: readonly (readonly [status: number, codes: readonly number[]])[] = [
  [400, [6, 25, 26, 27, 36, 38, 41, 42, 43, 44, 53, 62, 70, 72, 73, 117, 184, 386, 427, 441, 456, 457]],
  [401, [194]],
  [403, [192, 193, 291, 497, 516]],
  [404, [16, 46, 47, 50, 56, 60, 63, 81, 115]],
  [408, [159]],
  [413, [162]],
  [501, [48]],
  [503, [202, 242, 373]],
];

/** An exception of the front's own. */
export function engineException(code: keyof typeof NAMES, message: string): EngineException {
  return { code, status: statusOf(code), text: `Code: ${code}. DB::Exception: ${message}. (${NAMES[code]})` };
}

/** What the engine threw, with its own code; 1000 when it named none. */
export function engineExceptionOf(thrown: unknown): EngineException {
  const text = messageOf(thrown);
  const code = /Code: (\d+)\./.exec(text)?.[1];
  if (code === undefined) return engineException(1000, text);
  return { code: Number(code), status: statusOf(Number(code)), text };
}

function statusOf(code: number): number {
  return STATUSES.find(([, codes]) => codes.includes(code))?.[0] ?? 500;
}

/** Carries an exception out of the front's functions to where it is answered. */
export class EngineRefusal extends Error {
  readonly exception: EngineException;

  constructor(exception: EngineException) {
    super(exception.text);
    this.name = "EngineRefusal";
    this.exception = exception;
  }
}

/** Refuses a request in ClickHouse's words. @throws EngineRefusal always. */
export function refuse(code: keyof typeof NAMES, message: string): never {
  throw new EngineRefusal(engineException(code, message));
}
