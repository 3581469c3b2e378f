import { inPackage } from "../../base/files.js";

/** Where records of runs are kept unless a caller says otherwise. Not committed. */
export const recordsFolder: string = inPackage("runs", "records");

/** Where checkpoints are kept unless a caller says otherwise. Not committed. */
export const checkpointsFolder: string = inPackage("runs", "checkpoints");
