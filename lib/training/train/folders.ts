import { inPackage } from "../../base/files.js";

/** The default folder for records of runs. Not committed. */
export const recordsFolder: string = inPackage("runs", "records");

/** The default folder for checkpoints. Not committed. */
export const checkpointsFolder: string = inPackage("runs", "checkpoints");
