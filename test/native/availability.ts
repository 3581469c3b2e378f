import { listEngines } from "../../lib/engine/choose.js";

/**
 * Why the native engine does not run here, or false: what `skip` of a test takes. `npm run test:native` asks first
 * and does not start without it, so there nothing is skipped.
 */
export const skipNative: string | false = await reason();

async function reason(): Promise<string | false> {
  const native = (await listEngines()).find(({ name }) => name === "native")!;
  return native.available ? false : `no native engine: ${native.reason}`;
}
