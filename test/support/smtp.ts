import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { parseMail, type ReceivedMail } from "./parse-mail.ts";

export interface TestSmtpServer extends AsyncDisposable {
  readonly port: number;
  /** What was accepted, in order. */
  readonly mails: ReceivedMail[];
  /** Answer to the next mails' data: null accepts. */
  refuseWith: { readonly code: number; readonly text: string } | null;
}

/** A real SMTP server on a free port of 127.0.0.1, without TLS. With a login it takes mail only from that user. */
export async function startSmtpServer(login?: { readonly user: string; readonly password: string }): Promise<TestSmtpServer> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: login === undefined ? ["STARTTLS", "AUTH"] : ["STARTTLS"],
    authOptional: login === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password ? done(null, { user: username }) : done(new Error(`no such login: ${username} ${password}`)),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { refuseWith } = running;
        if (refuseWith !== null) return done(Object.assign(new Error(refuseWith.text), { responseCode: refuseWith.code }));
        mails.push(parseMail(Buffer.concat(chunks).toString("utf8")));
        return done();
      });
    },
  });
  server.on("error", () => {});
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const running: TestSmtpServer = {
    port: (listening.address() as AddressInfo).port,
    mails,
    refuseWith: null,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return running;
}
