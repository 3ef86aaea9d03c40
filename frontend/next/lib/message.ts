/** A message of the CMS (docs/api.md, Webhooks), verified by Standard Webhooks. */

import { Webhook, WebhookVerificationError } from "standardwebhooks";

export type Message = {
  type: string;
  data: {
    version: number;
    since: number;
    everything: boolean;
    documents: string[];
    paths: string[];
    previous_paths: string[];
    tags: string[];
  };
};

/** Null when none of the secrets signed it. */
export function verified(body: string, headers: Record<string, string>, secrets: string[]): Message | null {
  for (const secret of secrets) {
    try {
      return new Webhook(secret).verify(body, headers) as Message;
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
    }
  }
  return null;
}
