import { inPackage } from "../../base/files.js";

// Where `npm run engine:native` installs the engine: beside node_modules, so that `npm ci` leaves it alone, and
// inside the clone, so that it uses the clone's copy of TensorFlow.js.

/** The folder of the built engine. `--undo` removes all of it. */
export const nativeFolder = inPackage(".native");

/** The folder of tfjs-node inside a build. lib/shims/tfjs-node/native.cjs looks for it there. */
export const packageIn = (folder: string): string => `${folder}/node_modules/tfjs-node-native`;

/** The JSON file that describes a build. */
export const builtFile = (folder: string): string => `${folder}/built.json`;
