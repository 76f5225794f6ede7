import { z } from "zod";
import { TidemarkError } from "../../errors.ts";
import { httpPost } from "./http-post.ts";
import { Secret, secretFile } from "./secret.ts";
import { signWebhook } from "./sign-webhook.ts";

const SECRET = /^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/;

/** Options of everything that is signed: where to, and the secrets, newest first; with two, both sign while receivers change over. */
export const signedTarget = z.strictObject({
  /** May hold a token, so it is kept as a secret. */
  url: z
    .url({ protocol: /^https?$/ })
    .transform((value) => new Secret({ value }))
    .optional(),
  urlFile: secretFile.optional(),
  /** `whsec_` and base64 of at least 24 bytes. */
  secrets: z
    .array(
      z
        .string()
        .regex(SECRET, "expected whsec_ and at least 24 bytes in base64")
        .transform((value) => new Secret({ value })),
    )
    .default([]),
  secretFiles: z.array(secretFile).default([]),
  /** Loopback, private and link-local networks are refused unless this is true. */
  allowPrivateAddresses: z.boolean().default(false),
});

type SignedTarget = z.output<typeof signedTarget>;

/** Checks that a signed target has one address, and something to sign with. */
export function checkTarget(target: SignedTarget, context: z.RefinementCtx): void {
  if ((target.url === undefined) === (target.urlFile === undefined)) context.addIssue("expected one of url and urlFile");
  if (target.secrets.length + target.secretFiles.length === 0) context.addIssue("expected at least one of secrets and secretFiles");
}

/** Everything of a target that must not be shown, revealed. */
export async function secretsOf(target: SignedTarget): Promise<readonly string[]> {
  return Promise.all([...target.secrets, ...target.secretFiles].map((secret) => secret.reveal()));
}

/** POSTs JSON, signed as Standard Webhooks 1.0 asks, and returns the start of the answer. @throws TidemarkError as `httpPost`, and `config` for an unusable secret file. */
export async function signedPost(
  target: SignedTarget,
  message: { readonly doing: string; readonly id: string; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> },
  context: { readonly timeoutMs: number; readonly wallNow: () => number },
): Promise<string> {
  const secrets = await secretsOf(target);
  const url = (await (target.url ?? target.urlFile)?.reveal()) ?? "";
  if (!secrets.every((secret) => SECRET.test(secret)))
    throw new TidemarkError("config", `${message.doing}: a secret file does not hold a webhook secret; expected whsec_ and at least 24 bytes in base64`);
  const body = JSON.stringify(message.body);
  const headers = { ...message.headers, ...signWebhook(secrets, message.id, Math.floor(context.wallNow() / 1000), body) };
  return httpPost({
    doing: message.doing,
    url,
    headers,
    body,
    timeoutMs: context.timeoutMs,
    allowPrivateAddresses: target.allowPrivateAddresses,
  });
}
