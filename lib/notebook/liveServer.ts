// A page that reloads when it changes, served to this machine only.
import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A page on 127.0.0.1, at an address nobody can guess. */
export interface LiveServer {
  readonly url: string;
  /** Tells the open pages to load again. */
  reload(): void;
  /** Ends the server and its connections. */
  close(): Promise<void>;
}

/** Where a page hears of changes, relative to its own address. */
export const eventsPath = "events";

/**
 * Serves one page at `http://127.0.0.1:PORT/TOKEN/` and its events at `…/TOKEN/events`, and nothing else. Another
 * token is refused (403). So is another name of this machine in `Host`: a site whose name was made to lead here could
 * read the page otherwise. No file is read for a request.
 * @param page makes the page's HTML, for each request
 */
export async function serveLive(page: () => Promise<string>): Promise<LiveServer> {
  const token = randomBytes(24).toString("base64url");
  const listeners = new Set<ServerResponse>();
  let host = "";
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (status: number, reason: string) =>
      response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
    if (request.headers.host !== host) return void refuse(403, "wrong host");
    const [, given = "", rest] = /^\/([^/?]*)(?:\/([^?]*))?(?:\?.*)?$/s.exec(request.url ?? "") ?? [];
    if (!isSame(given, token)) return void refuse(403, "wrong token");
    if (request.method !== "GET") return void refuse(405, "only GET");
    if (rest === "") {
      const html = await page();
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(html);
    } else if (rest === eventsPath) {
      response.writeHead(200, { "content-type": "text/event-stream", ...headers }).write("retry: 1000\n\n");
      listeners.add(response);
      response.once("close", () => listeners.delete(response));
    } else refuse(404, "not found");
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
      response.end(`${error.message}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  host = `127.0.0.1:${address.port}`;
  return {
    url: `http://${host}/${token}/`,
    reload: () => {
      for (const listener of listeners) listener.write("data: reload\n\n");
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const headers = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
};

function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
