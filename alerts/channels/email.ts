import { createTransport } from "nodemailer";
import { z } from "zod";
import { TidemarkError } from "../../errors.ts";
import { defineChannel, type Notification } from "../channel.ts";
import { secretFile, secretValue } from "../delivery/secret.ts";
import { htmlMail } from "../render/html-mail.ts";
import { plainText } from "../render/plain-text.ts";

const options = z
  .strictObject({
    host: z.string().min(1),
    port: z.int().min(1).max(65535).default(587),
    /** TLS from the first byte (port 465). */
    secure: z.boolean().default(false),
    /** STARTTLS; default: required when there is a user, taken when offered otherwise. */
    startTls: z.enum(["required", "offered", "never"]).optional(),
    user: z.string().min(1).optional(),
    password: secretValue.optional(),
    passwordFile: secretFile.optional(),
    from: z.string().regex(/^[^\r\n]*@[^\r\n]+$/, "expected an address"),
    to: z.array(z.string().regex(/^[^\r\n]*@[^\r\n]+$/, "expected an address")).min(1),
  })
  .refine(
    (given) => (given.user === undefined) === ((given.password ?? given.passwordFile) === undefined),
    "expected user and password (or passwordFile) together, or neither",
  );

type Options = z.output<typeof options>;

/** Mail over SMTP, text and HTML. A mail's Message-ID is the notification's id, and later mails about an alert refer to its first, so that they stay one thread. */
export default defineChannel<Options>({
  name: "email",
  options,
  async deliver(notification, options, { timeoutMs }) {
    const transport = createTransport({
      host: options.host,
      port: options.port,
      secure: options.secure,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      requireTLS: (options.startTls ?? (options.user === undefined ? "offered" : "required")) === "required" && !options.secure,
      ignoreTLS: options.startTls === "never",
      ...(await login(options)),
    });
    try {
      await transport.sendMail(mailOf(notification, options));
    } catch (error) {
      throw mailError(error);
    } finally {
      transport.close();
    }
  },
});

async function login({ user, password, passwordFile }: Options): Promise<object> {
  const secret = password ?? passwordFile;
  return user === undefined || secret === undefined ? {} : { auth: { user, pass: await secret.reveal() } };
}

function mailOf({ notificationId, threadId, message }: Notification, { from, to }: Options) {
  const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? "localhost";
  const messageId = (id: string) => `<${id}@${domain}>`;
  const thread = threadId === notificationId ? {} : { inReplyTo: messageId(threadId), references: messageId(threadId) };
  return {
    from,
    to,
    subject: message.subject,
    text: plainText(message),
    html: htmlMail(message),
    messageId: messageId(notificationId),
    ...thread,
    headers: {
      "List-Id": `Tidemark alerts <alerts.${domain}>`,
      "Auto-Submitted": "auto-generated",
    },
  };
}

/** SMTP's 4yz pass, its 5yz stay; without a reply it was the network. The server's words are left out: they may repeat what it was told. */
function mailError(error: unknown): TidemarkError {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  if (code === "ETIMEDOUT") return new TidemarkError("timeout", "delivering a mail: the SMTP server did not answer in time");
  if (responseCode === undefined && code !== "EAUTH" && code !== "ETLS")
    return new TidemarkError("unavailable", `delivering a mail: the connection failed (${code ?? "unknown"}); the SMTP server must be reachable`);
  const retriable = responseCode !== undefined && responseCode < 500;
  return new TidemarkError(retriable ? "unavailable" : "input", `delivering a mail: the SMTP server answered ${responseCode ?? code}, expected 250`, {
    retriable,
  });
}
