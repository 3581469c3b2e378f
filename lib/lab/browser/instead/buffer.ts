/** As much of Node's Buffer as the bundled modules use: the bytes of a text or of memory, and their base64. */
export const Buffer = {
  from(content: string | ArrayBuffer, offset?: number, length?: number): Uint8Array {
    const bytes =
      typeof content === "string"
        ? new TextEncoder().encode(content)
        : new Uint8Array(content, offset, length);
    return Object.defineProperty(bytes, "toString", { value: () => base64(bytes) });
  },
};

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
