// What runs and checks notebooks: loads the compiler and the kernel's sockets. Other folders get it from `loadRunner`.
export { checkNotebooks, formatDiagnostic } from "./check.js";
export { executeNotebook } from "./execute.js";
export { eventsPath, serveLive } from "./liveServer.js";
export { parseParameterFile } from "./parameterFile.js";
export {
  describeParameters,
  injectParameters,
  parameterNames,
  parseParameters,
  shareParameters,
} from "./parameters.js";
export { progressReporter } from "./progress.js";
export { NotebookSession } from "./session.js";
