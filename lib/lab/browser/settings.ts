// Imported before everything else, because both settings are read while other modules load.
import * as tf from "@tensorflow/tfjs";
import { z } from "zod";

/** The page's policy forbids making functions from text, and a browser reports every attempt. */
z.config({ jitless: true });

/** TensorFlow.js prefers the graphics processor. Outside graphs little is computed, so it would only hold inputs there. */
void tf.setBackend("cpu");
