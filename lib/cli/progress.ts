/** Prints a line of progress to stderr; stdout is for results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** `8.2 s`, `3 min 05 s`, `2 h 05 min` */
export function secondsText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const two = (count: number) => String(count).padStart(2, "0");
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** A count with thousands separators: `12,345`. */
export function countText(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** Shows progress: on a terminal as one overwritten line, otherwise as a line at intervals. */
export class ProgressLine {
  readonly #every: number;
  #told = Number.NEGATIVE_INFINITY;

  /** @param seconds interval between lines if there is no terminal */
  constructor(seconds: number) {
    this.#every = process.stderr.isTTY ? 0.1 : seconds;
  }

  /** @param text called only when the line is shown */
  update(text: () => string): void {
    const now = performance.now() / 1000;
    if (now - this.#told < this.#every) return;
    this.#told = now;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text()}`);
    else say(text());
  }

  /** Prints a permanent line above the overwritten one. */
  say(line: string): void {
    this.clear();
    say(line);
  }

  /** Removes the overwritten line. */
  clear(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}
