import type { EvaluationOverhead } from "../bench/evaluation.js";
import type { StepProfile } from "../bench/profile.js";
import type { BenchReport, BenchRow } from "../bench/run.js";
import type { SweepRow } from "../bench/sweep.js";

/** The report of `bench` as tables of text. */
export function benchText(report: BenchReport, kernels: readonly string[]): string {
  const { machine, threads, contestants, rows, pair, sweep } = report;
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, Node.js ${machine.node}; load ${machine.loadBefore.toFixed(1)} before, ${machine.loadAfter.toFixed(1)} after`,
    ...contestants.map(({ name, about }) => `${name}: ${about}`),
  ];
  const names = contestants.map(({ name }) => name);
  const isKernel = ({ task }: BenchRow) => kernels.includes(task);
  const parts: [string, BenchRow[]][] = [
    ["a single kernel on tensors in standard layout", rows.filter(isKernel)],
    ["a whole training step: forward, gradients, AdamW", rows.filter((one) => !isKernel(one))],
  ];
  for (const [title, part] of parts) {
    if (part.length === 0) continue;
    lines.push("", `milliseconds of ${title}; median by the clock; threads: ${threads}`);
    lines.push(...timesTable(part, names));
  }
  const gemm = rate(rows.find(({ task, contestant }) => task === "matMul 512³" && contestant === "captured"));
  lines.push(...preparationTable(parts[1]![1], gemm));
  if (pair)
    lines.push(
      "",
      `two processes of ${threads} thread each on ${pair.task}: ${pair.ratio.toFixed(2)} times the steps of one by the clock, ${pair.cpuRatio.toFixed(2)} by processor time`,
    );
  if (sweep) lines.push("", ...sweepTable(sweep));
  return `${lines.join("\n")}\n`;
}

/** The time of whole steps by operator, for operators that take at least 1% of it. */
export function profileText(profiles: readonly StepProfile[]): string {
  const blocks = profiles.map(({ task, stepMs, operatorsMs, operators }) => {
    const large = operators.filter(({ ms }) => ms >= 0.01 * operatorsMs);
    const rest = operatorsMs - large.reduce((sum, { ms }) => sum + ms, 0);
    return [
      `${task}: ${stepMs.toFixed(1)} ms per step with the profiler, ${operatorsMs.toFixed(1)} of them in operators`,
      ...table([
        ["", "nodes", "ms", "share"],
        ...large.map(({ operator, nodes, ms }) => [
          operator,
          String(nodes),
          ms.toFixed(1),
          `${((100 * ms) / operatorsMs).toFixed(0)} %`,
        ]),
        ["others", "", rest.toFixed(1), `${((100 * rest) / operatorsMs).toFixed(0)} %`],
      ]),
    ].join("\n");
  });
  return `${blocks.join("\n\n")}\n`;
}

/** Runs per hour for each way to divide the cores. */
function sweepTable(rows: readonly SweepRow[]): string[] {
  return [
    `runs per hour in a sweep of ${rows[0]?.runs ?? 0} runs (cnn, 450 steps each), and the peak memory of a process`,
    ...table([
      ["", "processes", "threads", "by the clock", "by cpu time", "MiB"],
      ...rows.map(({ contestant, workers, threads, runsPerHour, runsPerHourCpu, peakMiB }) => [
        contestant,
        ...[workers, threads, runsPerHour, runsPerHourCpu, peakMiB].map((value) => value.toFixed(0)),
      ]),
    ]),
  ];
}

/**
 * Times of every contestant, then the ratio of the captured engine's times to PyTorch's and JAX's: wall clock and processor
 * time.
 */
function timesTable(rows: readonly BenchRow[], names: readonly string[]): string[] {
  const ratios = names.includes("captured") ? names.filter((name) => /^(pytorch|jax)/.test(name)) : [];
  const titles = ratios.flatMap((name) => [`÷ ${name.replace(/^pytorch /, "")}`, "(cpu)"]);
  const lines = [["", ...names, ...titles]];
  for (const task of new Set(rows.map((one) => one.task))) {
    const row = (name: string) => rows.find((one) => one.task === task && one.contestant === name);
    const mine = row("captured");
    const cells = ratios.flatMap((name) =>
      (["medianMs", "medianCpuMs"] as const).map((of) => quotient(mine?.[of], row(name)?.[of])),
    );
    lines.push([task, ...names.map((name) => time(row(name))), ...cells]);
  }
  return table(lines);
}

const quotient = (a: number | undefined, b: number | undefined): string =>
  a !== undefined && b ? (a / b).toFixed(2) : "";

function time(row: BenchRow | undefined): string {
  if (row === undefined) return "";
  if (row.medianMs === undefined) return `> ${row.limitMs}`;
  return row.medianMs.toFixed(row.medianMs < 10 ? 2 : 1);
}

/** Preparation times of the captured steps, and their speed relative to the machine's matrix product. */
function preparationTable(rows: readonly BenchRow[], gemm: number | undefined): string[] {
  const captured = rows.filter(({ preparation }) => preparation !== undefined);
  if (captured.length === 0) return [];
  const lines = [["", "nodes", "trace", "session", "GFLOP/s", ...(gemm ? ["of matMul"] : [])]];
  for (const row of captured) {
    const { nodes, traceMs, sessionMs } = row.preparation!;
    const cells = [String(nodes), traceMs.toFixed(0), sessionMs.toFixed(0), rate(row)?.toFixed(0) ?? ""];
    lines.push([row.task, ...cells, ...(gemm ? [`${((100 * rate(row)!) / gemm).toFixed(0)} %`] : [])]);
  }
  return [
    "",
    "captured steps: nodes of the graph, milliseconds to trace it and to create its session, GFLOP/s (processor time)",
    ...table(lines),
  ];
}

/** GFLOP/s of matrix products and convolutions. */
const rate = (row: BenchRow | undefined): number | undefined =>
  row?.flops && row.medianCpuMs ? row.flops / row.medianCpuMs / 1e6 : undefined;

/** Rows of cells as lines, in columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(at === 0 ? 20 : 5, ...rows.map((row) => row[at]!.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]! + 2)))
      .join("")
      .trimEnd(),
  );
}

/** What `evaluate` costs beside the model's own time, as text. */
export function overheadText(measured: EvaluationOverhead): string {
  const { images, batch, modelMs, withinMs, wholeMs, added, overhead, cpuOverhead, decodeMs } = measured;
  return `${[
    `evaluate, ${images} JPEG images of 500 × 375 pixels in batches of ${batch}, one thread for the graph; ms an image`,
    ...table([
      ["", "graph alone", "within", "evaluate", "added", "over alone", "(cpu)", "decode"],
      [
        "",
        modelMs.toFixed(1),
        withinMs.toFixed(1),
        wholeMs.toFixed(1),
        percentText(added),
        percentText(overhead),
        percentText(cpuOverhead),
        decodeMs.toFixed(1),
      ],
    ]),
  ].join("\n")}\n`;
}

function percentText(share: number | undefined): string {
  return share === undefined ? "" : `${(100 * share).toFixed(0)} %`;
}
