import { InputError } from "../../base/errors.js";

/** Thrown if a source of the native engine cannot be fetched: there is no pip, no network, or the mirror lacks it. */
export class NotFetched extends InputError {}
