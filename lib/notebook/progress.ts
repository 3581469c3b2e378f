// What is going on while a notebook runs.

export type Progress =
  | { readonly kind: "started"; readonly notebook: string; readonly cells: number }
  | {
      readonly kind: "cellStarted";
      readonly cell: number;
      readonly cells: number;
      readonly firstLine: string;
    }
  | {
      readonly kind: "cellEnded";
      readonly cell: number;
      readonly cells: number;
      readonly firstLine: string;
      readonly seconds: number;
      readonly failed: boolean;
    }
  | { readonly kind: "ended"; readonly notebook: string; readonly seconds: number; readonly failed: boolean };

/**
 * Writes progress to a stream, one line a cell; on a terminal the running cell is shown too.
 * @param label stands before a cell's lines where several notebooks run at once; the running cell is not shown then
 */
export function progressReporter(
  stream: NodeJS.WriteStream = process.stderr,
  label?: string,
): (progress: Progress) => void {
  const rewrite = stream.isTTY && label === undefined ? "\r\x1b[K" : "";
  const before = label === undefined ? "  " : `${label} `;
  return (progress) => {
    switch (progress.kind) {
      case "started":
        stream.write(`${progress.notebook}: ${progress.cells} cells\n`);
        break;
      case "cellStarted":
        if (rewrite)
          stream.write(`${rewrite}${before}cell ${place(progress)}  ...  ${progress.firstLine.slice(0, 60)}`);
        break;
      case "cellEnded": {
        const end = progress.failed ? "failed" : `${progress.seconds.toFixed(1)} s`;
        stream.write(
          `${rewrite}${before}cell ${place(progress)}  ${end.padStart(8)}  ${progress.firstLine.slice(0, 60)}\n`,
        );
        break;
      }
      case "ended":
        stream.write(
          `${progress.notebook}: ${progress.failed ? "failed after" : "done in"} ${progress.seconds.toFixed(1)} s\n`,
        );
        break;
    }
  };
}

function place(progress: { readonly cell: number; readonly cells: number }): string {
  return `${String(progress.cell).padStart(String(progress.cells).length)}/${progress.cells}`;
}
