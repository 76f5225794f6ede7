import { appendFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { Webhook } from "standardwebhooks";

/** What arrived at one of the demo's receivers. Times are wall time, epoch milliseconds. */
export interface Delivery {
  readonly channel: "email" | "slack" | "webhook" | "retrain";
  readonly receivedTime: number;
  readonly subject: string;
  readonly text: string;
}

/** The four ends that Tidemark's messages go to in the demo: a real SMTP server and HTTP receivers, of which two check the signature. What arrives is kept in a file, a JSON line each. */
export interface Receivers extends AsyncDisposable {
  readonly smtpPort: number;
  readonly slackUrl: string;
  readonly webhookUrl: string;
  readonly retrainUrl: string;
}

/** @param secret of the two signed webhooks, `whsec_…`. @param file where deliveries are appended. */
export async function startReceivers(secret: string, file: string): Promise<Receivers> {
  const keep = (delivery: Omit<Delivery, "receivedTime">): Promise<void> => appendFile(file, `${JSON.stringify({ ...delivery, receivedTime: Date.now() })}\n`);
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => keep({ channel: "email", subject: mail.subject ?? "", text: mail.text ?? "" }))
        .then(() => done(), done);
    },
  });
  smtp.listen(0, "127.0.0.1");
  await once(smtp.server, "listening");

  const http = createServer((request, response) => {
    receive(request, secret)
      .then(async (delivery) => {
        if (delivery) await keep(delivery);
        response.writeHead(delivery ? 200 : 404).end(delivery ? "ok" : "");
      })
      .catch(() => response.writeHead(401).end("the signature does not match"));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const url = (channel: string): string => `http://127.0.0.1:${port}/${channel}`;
  return {
    smtpPort: (smtp.server.address() as AddressInfo).port,
    slackUrl: url("slack"),
    webhookUrl: url("webhook"),
    retrainUrl: url("retrain"),
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await Promise.all([new Promise<void>((resolve) => smtp.close(() => resolve())), new Promise((resolve) => http.close(resolve))]);
    },
  };
}

async function receive(request: IncomingMessage, secret: string): Promise<Omit<Delivery, "receivedTime"> | undefined> {
  const text = (await buffer(request)).toString("utf8");
  const channel = request.url?.slice(1);
  if (channel === "slack") return { channel, subject: (JSON.parse(text) as { text: string }).text, text };
  if (channel !== "webhook" && channel !== "retrain") return undefined;
  // An implementation of Standard Webhooks that is not ours checks the signature.
  new Webhook(secret).verify(text, request.headers as Record<string, string>);
  const { type } = JSON.parse(text) as { readonly type?: string };
  return { channel, subject: type ?? channel, text };
}
