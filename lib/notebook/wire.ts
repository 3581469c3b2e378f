// Jupyter's wire protocol: signed multipart messages. https://jupyter-client.readthedocs.io/en/latest/messaging.html
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

export interface Message {
  readonly header: Header;
  /** Header of the request this answers; empty if it answers none. */
  readonly parent: Partial<Header>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
}

const delimiter = "<IDS|MSG>";

/** A new request. @param session names the client, the same in all its messages */
export function request(session: string, type: string, content: Message["content"]): Message {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: "runner",
    date: new Date().toISOString(),
    version: "5.3",
  };
  return { header, parent: {}, metadata: {}, content };
}

/** The frames of a message, signed with HMAC-SHA256 over its four JSON parts. */
export function encode(message: Message, key: string): string[] {
  const parts = [message.header, message.parent, message.metadata, message.content].map((part) =>
    JSON.stringify(part),
  );
  return [delimiter, sign(parts, key), ...parts];
}

/** The message in frames; routing frames before the delimiter are skipped. @throws Error if it is not signed with the key */
export function decode(frames: readonly Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.toString("latin1") === delimiter);
  const [signature, ...parts] = frames.slice(start + 1);
  if (start < 0 || signature === undefined || parts.length < 4) throw new Error("not a Jupyter message");
  const expected = Buffer.from(sign(parts.slice(0, 4), key));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
    throw new Error("a Jupyter message with a wrong signature");
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString("utf8")));
  return { header, parent, metadata, content };
}

function sign(parts: readonly (string | Buffer)[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
