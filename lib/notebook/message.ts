import { createHmac, randomUUID } from "node:crypto";

// The Jupyter wire protocol, version 5.3: identities, delimiter, signature, then four JSON parts.

export interface MessageHeader {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly [key: string]: unknown;
}

export interface Message {
  readonly header: MessageHeader;
  /** Header of the request this belongs to; without `msg_id` if to none. */
  readonly parent: Partial<MessageHeader>;
  readonly content: Readonly<Record<string, unknown>>;
}

const delimiter = Buffer.from("<IDS|MSG>");

/** A request with a new id. */
export function request(type: string, content: Record<string, unknown>, session: string): Message {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: "runner",
    date: new Date().toISOString(),
    version: "5.3",
  };
  return { header, parent: {}, content };
}

/** Frames of a message, signed with the connection's key. */
export function encode(message: Message, key: string): (Buffer | string)[] {
  const parts = [message.header, message.parent, {}, message.content].map((part) => JSON.stringify(part));
  return [delimiter, sign(parts, key), ...parts];
}

/** The message in the frames. @throws Error if they are no message or the signature is wrong */
export function decode(frames: readonly Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.equals(delimiter));
  const [signature, ...parts] = frames.slice(start + 1);
  if (start < 0 || signature === undefined || parts.length < 4)
    throw new Error("not a Jupyter message: delimiter or parts missing");
  const texts = parts.slice(0, 4).map((part) => part.toString());
  if (signature.toString() !== sign(texts, key)) throw new Error("Jupyter message with a wrong signature");
  const [header, parent, , content] = texts.map((text) => JSON.parse(text)) as [
    MessageHeader,
    Partial<MessageHeader>,
    unknown,
    Record<string, unknown>,
  ];
  return { header, parent, content };
}

function sign(parts: readonly string[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
