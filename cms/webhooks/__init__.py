"""Webhooks: who wants to hear of a publish, what they are sent, and what came of it.

Standard Webhooks 1.0 (https://www.standardwebhooks.com): signed, retried, in order for each
endpoint. Messages are made of the records of what changed (cms/changes), so that none is lost."""
