/** Every text of a guess but its question. `{…}` stands for a value. */
export const guessMessages = {
  title: "Your guess first",
  description: "{figure}",
  slider: "Your guess, in points",
  field: "or type it",
  show: "Show the plot with my guess",
  without: "Show it without a guess",
  again: "Guess again",
  mark: "your guess",
  answer: "You guessed {guess} points. Measured: {value} [{low}, {high}].",
  answerMean: "You guessed {guess} points. Measured on average: {value}.",
  inside: "Your guess lies inside the interval.",
  outside: "Your guess is {distance} points away from the measured value.",
  shown: "You guessed {guess} points.",
} as const;
