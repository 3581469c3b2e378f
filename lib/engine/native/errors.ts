import { InputError } from "../../base/errors.js";

/** What the native engine is built from cannot be fetched here: no pip, no network, or a mirror without it. */
export class NotFetched extends InputError {}
