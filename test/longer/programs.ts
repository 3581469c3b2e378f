// Random programs, random networks and special values, captured beside the cpu backend:
//   npm run fuzz:engine -- [PROGRAMS] [NETWORKS] [FIRST SEED]
// PROGRAMS and NETWORKS (default 500 and 40) from the first seed (default 1000) on; every kernel on as many special values as a tenth
// of PROGRAMS. Prints each one that differs, then the counts; ends with 1 if one does.

import { kernelCases } from "../engine/cases/all.js";
import "../engine/compare.js";
import {
  networkAgrees,
  networkDistance,
  networkSensitivity,
  networkTolerance,
  programDistance,
  programTolerance,
} from "../engine/programs.js";
import { differences, known } from "../engine/specialValues.js";

const [programs = 500, networks = 40, first = 1000] = process.argv.slice(2).map(Number);
let failed = 0;
let operations = 0;
let worst = 0;

for (let seed = first; seed < first + programs; seed++) {
  const { apart, names } = await programDistance(seed, 4 + (seed % 16));
  operations += names.length;
  worst = Math.max(worst, apart);
  if (apart <= programTolerance) continue;
  failed += 1;
  console.log(`program ${seed} is off by ${apart}: ${names.join(", ")}`);
}
console.log(
  `${programs} programs of ${operations} operations: ${failed} differ; the worst by ${worst.toExponential(1)}`,
);

let [lost, most, mostOfStep, sensitive] = [0, 0, 0, 0];
for (let seed = first; seed < first + networks; seed++) {
  const found = await networkDistance(seed, 5);
  most = Math.max(most, found.apart);
  mostOfStep = Math.max(mostOfStep, found.stepApart);
  if (networkAgrees(found, () => networkSensitivity(seed, 5))) {
    if (found.apart > networkTolerance) sensitive += 1;
    continue;
  }
  lost += 1;
  console.log(`network ${seed} is off by ${found.apart}, a step by ${found.stepApart}: ${found.name}`);
}
console.log(
  `${networks} networks of 5 training steps: ${lost} differ; ${sensitive} amplify rounding, on the cpu backend too; the worst by ${most.toExponential(1)}, a single step by ${mostOfStep.toExponential(1)}`,
);

const runs = Math.ceil(programs / 10);
const compared = kernelCases.filter(({ kernel }) => !(kernel in known));
let special = 0;
for (const each of compared)
  for (const one of await differences(each, { seed: first, runs })) {
    special += 1;
    console.log(
      `${each.kernel}: captured ${one.captured}, cpu ${one.cpu}, inputs ${JSON.stringify(one.inputs)}`,
    );
  }
console.log(`${compared.length} kernels on ${runs} sets of special values each: ${special} differ`);
process.exitCode = failed + lost + special > 0 ? 1 : 0;
