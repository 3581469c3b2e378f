/**
 * An error that the user can fix: a wrong file, cell or option. The command line prints the message on one line and
 * exits with code 2. Every other error is a bug and keeps its stack trace.
 *
 * A message gives the place, the value found and what was expected, e.g.
 * `accuracies.csv:412 imagenet_r: "72.4" is not a fraction in [0, 1]`.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}

/** Formats the allowed values for an error message: `one of a, b, c`. */
export function oneOf(known: readonly string[]): string {
  return `one of ${known.join(", ")}`;
}

/** Messages for errors of the operating system, by Node's code. All have causes outside the program. */
const systemFaults = new Map([
  ["EACCES", "permission denied"],
  ["EBUSY", "in use by another program"],
  ["EDQUOT", "the disk quota is used up"],
  ["EEXIST", "already exists"],
  ["EFBIG", "the file would be too large"],
  ["EIO", "the disk reports an error"],
  ["EISDIR", "is a folder, expected a file"],
  ["ELOOP", "too many symbolic links in the path"],
  ["EMFILE", "too many open files; raise the limit (ulimit -n)"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ENFILE", "too many open files on this machine"],
  ["ENOENT", "no such file or folder"],
  ["ENOSPC", "no space left on the disk"],
  ["ENOTDIR", "goes through a file, expected a folder"],
  ["ENOTEMPTY", "is a folder that is not empty"],
  ["ENXIO", "no such device"],
  ["EPERM", "operation not permitted"],
  ["EROFS", "the file system is read-only"],
  ["ERR_FS_FILE_TOO_LARGE", "the file is too large to read"],
  ["ERR_STRING_TOO_LONG", "the file is too large to read as text"],
]);

/**
 * Converts an error of the operating system into an InputError that names the path and the reason on one line.
 * @param path default: the path in the error, without the suffix of `writeAtomically`'s temporary files
 * @returns undefined for any other error
 */
export function systemFault(error: unknown, path?: string): InputError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path: own, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const words = systemFaults.get(code ?? "");
  if (words === undefined) return undefined;
  const reason = `${words} (${code})`;
  const place = path ?? dest ?? own?.replace(/\.[0-9a-f-]{36}\.tmp$/, "");
  return new InputError(place === undefined ? reason : `${place}: ${reason}`);
}
