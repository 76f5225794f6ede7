import type { Random } from "../../analyzers/statistics/random.ts";
import { pick } from "./attack.ts";

const TARGETS = [
  "/",
  "//",
  "///",
  "http://[",
  "http://[::1",
  "http://a:b:c/",
  "/?query=SELECT+1",
  "/?%",
  "/?query=%ff%00",
  "*",
  "/ping",
  "//ping?a",
  "/?query=SELECT%201%20FORMAT%20%D0%96",
  "/?default_format=%D0%96",
  "/?query_id=%0d%0aX",
  "/?session_id=a&session_timeout=-1",
  "/\u0000",
  "?",
  "/?&&&=",
  "/?param_=1",
  "/?max_threads=9e99",
];
const METHODS = ["GET", "POST", "PUT", "OPTIONS", "HEAD", "CONNECT", "TRACE", "G\u00cbT", "", "GET GET", "PRI"];
const HOSTS = ["Host: 127.0.0.1", "Host: localhost", "Host: tidemark.example", "Host: [", "Host:", "", "Host: 127.0.0.1\r\nHost: evil", "Host: \u00ff"];
const HEADERS = [
  "Content-Length: 5",
  "Content-Length: -1",
  "Content-Length: 99999999999999999999",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: gzip, chunked",
  "Transfer-Encoding: chunked\r\nContent-Length: 3",
  "Content-Encoding: gzip",
  "Content-Encoding: rot13",
  "Content-Encoding: zstd",
  "Expect: 100-continue",
  "Expect: 200-maybe",
  "Upgrade: websocket\r\nConnection: upgrade",
  "Content-Type: multipart/form-data",
  "Content-Type: multipart/form-data; boundary=x",
  "Accept-Encoding: gzip",
  "X-ClickHouse-Format: \u0416",
  "X-ClickHouse-Database: \u0000",
  "X-ClickHouse-User: reader\r\nX-ClickHouse-Key: ",
  "Authorization: Basic",
  "Authorization: Basic ====",
  "Authorization: Bearer x",
  "Connection: close",
  "Range: bytes=0-",
];
const BODIES = [
  "",
  "hello",
  "5\r\nhello\r\n0\r\n\r\n",
  "ffffffffff\r\n",
  "zz\r\n",
  '--x\r\nContent-Disposition: form-data; name="query"\r\n\r\nSELECT 1\r\n--x--\r\n',
  "\u0000\u0001\u0002",
  "\x1f\x8b\b\u0000broken",
  "SELECT 1 FORMAT \u0416",
];

/** The bytes of one request that no client should send. @param authorization a header line that gets it past the password, given to half of them. */
export function brokenRequest(random: Random, authorization: string): Buffer {
  const headers = [
    pick(random, HOSTS),
    ...(random() < 0.5 ? [authorization] : []),
    ...Array.from({ length: Math.floor(random() * 4) }, () => pick(random, HEADERS)),
  ];
  const text = `${pick(random, METHODS)} ${pick(random, TARGETS)} ${pick(random, ["HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/9.9", ""])}\r\n${headers.filter((line) => line !== "").join("\r\n")}\r\n\r\n${pick(random, BODIES)}`;
  const bytes = Buffer.from(text, random() < 0.5 ? "utf8" : "latin1");
  if (random() < 0.2) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return random() < 0.1 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}
