// Stands in for engine/native: a page has no native engine.
const absent = (name: string) => (): never => {
  throw new Error(`${name}: a page has no native engine`);
};
export const loadNative = absent("loadNative");
export const buildNative = absent("buildNative");
export const builtNative = absent("builtNative");
export const megabytes = absent("megabytes");
export const undoNative = absent("undoNative");
export const NotFetched = Error;
