import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { decode, encode, request } from "../../lib/notebook/wire.js";

const frames = (texts: readonly string[]) => texts.map((text) => Buffer.from(text));

test("a message comes back from its frames, whatever routing frames stand before", () => {
  const message = request("session", "execute_request", { code: "const ä = 1;" });
  assert.deepEqual(decode(frames(["route", ...encode(message, "key")]), "key"), message);
});

test("the signature is HMAC-SHA256 of the four JSON parts, as the protocol has it", () => {
  const [delimiter, signature, ...parts] = encode(request("s", "kernel_info_request", {}), "secret");
  assert.equal(delimiter, "<IDS|MSG>");
  assert.equal(parts.length, 4);
  assert.equal(signature, createHmac("sha256", "secret").update(parts.join("")).digest("hex"));
});

test("a message signed with another key, or changed, is refused", () => {
  const encoded = encode(request("s", "execute_request", { code: "1" }), "key");
  assert.throws(() => decode(frames(encoded), "other"), /wrong signature/);
  assert.throws(() => decode(frames([...encoded.slice(0, -1), '{"code":"2"}']), "key"), /wrong signature/);
  assert.throws(() => decode(frames(["a", "b"]), "key"), /not a Jupyter message/);
});
