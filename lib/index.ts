// The one door for notebooks: explicit re-exports, no logic.
export { InputError } from "./base/errors.js";
export { Random } from "./base/random.js";
