import { inPackage } from "../../base/files.js";

// Where `npm run engine:native` puts what it builds: beside node_modules, so that `npm ci` leaves it alone, and inside
// the clone, so that it finds the clone's one copy of TensorFlow.js.

/** The folder of the built engine; `--undo` removes it whole. */
export const nativeFolder = inPackage(".native");

/** tfjs-node inside such a folder. lib/shims/tfjs-node/native.cjs looks for it there. */
export const packageIn = (folder: string): string => `${folder}/node_modules/tfjs-node-native`;

/** What was built, as JSON. */
export const builtFile = (folder: string): string => `${folder}/built.json`;
