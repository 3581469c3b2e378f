// Imported before everything else, because both settings are read while other modules load.
import * as tf from "@tensorflow/tfjs";
import { z } from "zod";

/** The page's policy forbids making functions from text, and a browser reports every attempt. */
z.config({ jitless: true });

/** Outside graphs little is computed. A graphics processor would only be asked to hold inputs. */
tf.removeBackend("webgl");
