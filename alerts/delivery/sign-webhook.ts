import { createHmac } from "node:crypto";

/**
 * The three headers of Standard Webhooks 1.0. Each secret (base64, with or without `whsec_`) gives one `v1` signature, the HMAC-SHA256 of `id.timestamp.body`; while a secret is being rotated there are several, separated by spaces.
 * @param timestamp epoch seconds, wall time
 */
export function signWebhook(secrets: readonly string[], id: string, timestamp: number, body: string): Record<string, string> {
  const signatures = secrets.map((secret) => `v1,${hmac(secret, `${id}.${timestamp}.${body}`)}`);
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signatures.join(" ") };
}

function hmac(secret: string, content: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return createHmac("sha256", key).update(content).digest("base64");
}
