import { type Choices, usualChoices } from "./choices.js";

/** A notebook's question, as the lab sets it up. */
interface LabQuestion {
  readonly notebook: string;
  readonly texts: {
    readonly title: string;
    readonly question: string;
    /** What to do when the runs are trained. */
    readonly afterwards?: string;
  };
  /** Runs to compare. */
  readonly runs: readonly Choices[];
}

const run = (changes: Partial<Choices>): Choices => ({ ...usualChoices, ...changes });

/** The questions by the number of their notebook, which stands in the address: `lab.html#question=02`. */
export const labQuestions = {
  "01": {
    notebook: "01-training-set-size",
    texts: {
      title: "Training set size",
      question: "Do more icons of the same kind make a model more robust, or only more accurate?",
    },
    runs: [run({ icons: 937 }), run({ icons: 3750 }), run({ icons: 7500 })],
  },
  "02": {
    notebook: "02-training-distribution",
    texts: {
      title: "Training distribution",
      question: "Do other icons, in equal number, make a model more robust?",
    },
    runs: [run({ web: 0 }), run({ web: 50 }), run({ web: 100 })],
  },
  "03": {
    notebook: "03-language-at-training",
    texts: {
      title: "Language at training time",
      question: "Do captions in place of labels, on the same icons, make a model more robust?",
    },
    runs: [run({}), run({ lesson: "clip" })],
  },
  "04": {
    notebook: "04-language-at-test",
    texts: {
      title: "Language at test time",
      question: "How much does it matter which words you ask with?",
      afterwards:
        "Ask the trained model about one icon with several templates, and with class names of your own.",
    },
    runs: [run({ web: 100, lesson: "clip" })],
  },
  "05": {
    notebook: "05-contrastive-loss",
    texts: {
      title: "Contrastive loss",
      question: "Does a loss that compares images with texts help where the texts are only the labels?",
    },
    runs: [run({}), run({ lesson: "clipTemplates" })],
  },
  "07": {
    notebook: "07-no-language-model",
    texts: {
      title: "No language model",
      question: "Can a model that has never seen a word be as robust as CLIP on the same icons?",
    },
    runs: [
      run({ web: 100, lesson: "clip" }),
      run({ web: 100, lesson: "textMatch" }),
      run({ web: 100, lesson: "simclrTextMatch", steps: 150 }),
    ],
  },
} as const satisfies Readonly<Record<string, LabQuestion>>;
