// Stands in for base/files.ts: a page has no files.
export const packageRoot = "";
export const inPackage = (...parts: string[]): string => parts.join("/");

const absent = (name: string) => (): never => {
  throw new Error(`${name}: a page has no files`);
};
export const writeAtomically = absent("writeAtomically");
export const readInput = absent("readInput");
export const readInputBytes = absent("readInputBytes");
export const fileExists = absent("fileExists");
