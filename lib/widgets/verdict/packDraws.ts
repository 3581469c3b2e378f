// Draws as text: one or two characters each, on an even grid from the smallest to the largest.

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
const placeOf = new Map([...digits].map((digit, value) => [digit, value]));

/** Numbers on an even grid. */
export interface PackedDraws {
  readonly from: number;
  readonly step: number;
  /** Characters of each number: 64 or 4,096 places on the grid. */
  readonly width: 1 | 2;
  readonly text: string;
}

/** Packs finite numbers; each moves by half a step of the grid at most. */
export function packDraws(draws: Float64Array, width: PackedDraws["width"]): PackedDraws {
  const [from, to] = [Math.min(...draws), Math.max(...draws)];
  const step = (to - from) / (64 ** width - 1);
  const text = Array.from(draws, (draw) => {
    const place = step > 0 ? Math.round((draw - from) / step) : 0;
    return width === 1 ? digits[place]! : digits[place >> 6]! + digits[place & 63]!;
  });
  return { from, step, width, text: text.join("") };
}

/** The numbers again. */
export function unpackDraws({ from, step, width, text }: PackedDraws): Float64Array {
  return Float64Array.from({ length: text.length / width }, (_, at) => {
    let place = 0;
    for (let digit = 0; digit < width; digit++) place = place * 64 + placeOf.get(text[at * width + digit]!)!;
    return from + step * place;
  });
}
