import { appendFile, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { Webhook } from "standardwebhooks";

/** What arrived at one of the demo's receivers. Times are wall time, epoch milliseconds. */
export interface ReceivedDelivery {
  readonly notificationId: string;
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
  const keep = (delivery: Omit<ReceivedDelivery, "receivedTime">): Promise<void> =>
    appendFile(file, `${JSON.stringify({ ...delivery, receivedTime: Date.now() })}\n`);
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) =>
          keep({ channel: "email", notificationId: /^<([^@]+)@/.exec(mail.messageId ?? "")?.[1] ?? "", subject: mail.subject ?? "", text: mail.text ?? "" }),
        )
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

async function receive(request: IncomingMessage, secret: string): Promise<Omit<ReceivedDelivery, "receivedTime"> | undefined> {
  const text = (await buffer(request)).toString("utf8");
  const channel = request.url?.slice(1);
  if (channel === "slack") {
    const message = JSON.parse(text) as SlackMessage;
    const action = message.blocks.flatMap(({ elements }) => elements ?? []).find(({ action_id }) => action_id)?.action_id ?? "";
    // A Slack message has no id of its own; its buttons carry the notification's.
    return { channel, notificationId: action.replace(/-\d+$/, ""), subject: message.text, text };
  }
  if (channel !== "webhook" && channel !== "retrain") return undefined;
  // An implementation of Standard Webhooks that is not ours checks the signature.
  new Webhook(secret).verify(text, request.headers as Record<string, string>);
  const { type } = JSON.parse(text) as { readonly type?: string };
  return { channel, notificationId: String(request.headers["webhook-id"]), subject: type ?? channel, text };
}

interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly { readonly elements?: readonly { readonly action_id?: string }[] }[];
}

/** The messages that arrived for the notifications named; none when the file is not there yet. */
export async function readDeliveries(file: string, notificationIds: readonly string[]): Promise<readonly ReceivedDelivery[]> {
  const wanted = new Set(notificationIds);
  const text = await readFile(file, "utf8").catch(() => "");
  const all = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ReceivedDelivery);
  return all.filter(({ notificationId }) => wanted.has(notificationId));
}
