import { InputError } from "../../base/errors.js";
import { openClassifier } from "./classifier.js";
import { type ImageTextOptions, openImageText } from "./imageText.js";
import type { OpenedModel } from "./model.js";
import { findModel, type Precision } from "./modelFiles.js";

export interface OpenModelOptions extends ImageTextOptions {
  /** Precision of the graphs, where a folder has several. */
  readonly dtype?: Precision;
  /** Names of inputs and outputs that cannot be found by shape. */
  readonly input?: string;
  readonly output?: string;
  readonly textInput?: string;
  readonly textOutput?: string;
}

/**
 * Opens a classifier or an image-text model in any layout that `findModel` knows.
 * @throws InputError naming the file and what was expected
 */
export async function openModel(path: string, options: OpenModelOptions = {}): Promise<OpenedModel> {
  const { dtype, input, output, textInput, textOutput, ...rest } = options;
  const found = await findModel(path, dtype);
  const files = {
    ...found,
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
  };
  const { text } = files;
  if (!text) {
    const stray = Object.entries({
      "--text-input": textInput,
      "--text-output": textOutput,
      "--context-length": rest.contextLength,
    }).find(([, value]) => value !== undefined);
    if (stray)
      throw new InputError(
        `${path}: ${stray[0]} is for image-text models, expected a tokenizer beside the graph: this one is a classifier with a head`,
      );
    return openClassifier(files, rest);
  }
  return openImageText(
    {
      ...files,
      text: {
        ...text,
        ...(textInput !== undefined && { input: textInput }),
        ...(textOutput !== undefined && { output: textOutput }),
      },
    },
    rest,
  );
}
