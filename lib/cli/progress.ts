/** A line of progress, on stderr: stdout is for results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** `8.2 s`, `3 min 05 s` */
export function secondsText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
