/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { FromWorker, ToWorker } from "./messages.js";
import { carriedText, suppliesOf } from "./supplies.js";

const supplies = suppliesOf(["reference", "web", "test", "matched", "hand-drawn", "renditions", "contexts"]);
const code = await_(carriedText("worker"));
function await_<T>(p: Promise<T>): Promise<T> { return p; }
void code.then((text) => {
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  (globalThis as unknown as Record<string, unknown>).lab = {
    send: (message: ToWorker) => worker.postMessage(message),
    log: [] as FromWorker[],
  };
  const lab = (globalThis as unknown as { lab: { log: unknown[] } }).lab;
  worker.onmessage = ({ data }) => { lab.log.push(data); };
  worker.onerror = (event) => { lab.log.push({ kind: "error", message: event.message }); };
  worker.postMessage({ kind: "supplies", supplies } satisfies ToWorker);
});
