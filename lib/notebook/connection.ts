// Where a kernel and its client meet: the connection file, in a private folder, and the addresses in it.
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { capability } from "zeromq";
import { makeTemporaryFolder } from "../base/processes.mjs";

export type Transport = "ipc" | "tcp";
export type Channel = "shell" | "iopub" | "stdin" | "control" | "hb";

export interface Connection {
  /** The connection file, for `--config-path`. */
  readonly file: string;
  readonly key: string;
  address(channel: Channel): string;
  /** Removes the private folder. */
  remove(): void;
}

const channels: readonly Channel[] = ["shell", "iopub", "stdin", "control", "hb"];

/** A socket's path may have 103 characters on macOS, 107 on Linux; two are the channel's number. */
const longestSocketPath = 101;

/**
 * Writes a connection file that only this user can read.
 * With `ipc`, the default where it exists, the sockets are files in the same folder, so no port can be taken by
 * somebody else meanwhile; `tcp` takes five free ports of the loopback interface.
 */
export async function makeConnection(wanted?: Transport): Promise<Connection> {
  const folder = makeTemporaryFolder("kernel-"); // mode 0700
  const hasIpc = capability.ipc === true && join(folder, "socket").length <= longestSocketPath;
  const transport = wanted ?? (hasIpc ? "ipc" : "tcp");
  const ports =
    transport === "tcp" ? await freePorts(channels.length) : channels.map((_, index) => index + 1);
  const ip = transport === "tcp" ? "127.0.0.1" : join(folder, "socket");
  const key = randomBytes(32).toString("hex");
  const file = join(folder, "connection.json");
  const content = {
    transport,
    ip,
    key,
    signature_scheme: "hmac-sha256",
    ...Object.fromEntries(channels.map((channel, index) => [`${channel}_port`, ports[index]])),
  };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return {
    file,
    key,
    address: (channel) => `${transport}://${ip}:${ports[channels.indexOf(channel)]}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Ports that were free a moment ago: all held at once, then released. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
