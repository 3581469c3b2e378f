/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** A canvas to draw an icon on. */
export interface DrawingArea {
  /** Calls back with the icon as RGB bytes after every stroke. */
  onChange(listener: (image: Uint8Array) => void): void;
  clear(): void;
}

/** Width of the pen as a share of the side: the strokes of line icons. */
const pen = 1 / 14;

/**
 * Makes a canvas one to draw on: with a pointer, or with the arrow keys (the space bar lifts and lowers the pen).
 * @param size side of the icon in pixels, which the canvas's own side is a multiple of
 */
export function setUpDrawing(canvas: HTMLCanvasElement, size: number): DrawingArea {
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  const side = canvas.width;
  let listener: (image: Uint8Array) => void = () => {};
  let at: { x: number; y: number } | undefined;
  const key = { x: side / 2, y: side / 2, down: true };

  function clear(): void {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, side, side);
    Object.assign(key, { x: side / 2, y: side / 2 });
  }

  function stroke(from: { x: number; y: number }, to: { x: number; y: number }): void {
    context.lineWidth = side * pen;
    context.lineCap = "round";
    context.strokeStyle = "#000";
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }

  const placeOf = ({ clientX, clientY }: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: ((clientX - box.left) / box.width) * side, y: ((clientY - box.top) / box.height) * side };
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    at = placeOf(event);
    stroke(at, at);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (at === undefined) return;
    const to = placeOf(event);
    stroke(at, to);
    at = to;
  });
  canvas.addEventListener("pointerup", () => {
    at = undefined;
    listener(icon());
  });
  const ways: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  canvas.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    if (way === undefined && event.key !== " ") return;
    event.preventDefault();
    if (way === undefined) {
      key.down = !key.down;
      return;
    }
    const inside = (value: number) => Math.min(side, Math.max(0, value));
    const to = { x: inside(key.x + (way[0] * side) / 16), y: inside(key.y + (way[1] * side) / 16) };
    if (key.down) stroke(key, to);
    Object.assign(key, to);
    if (key.down) listener(icon());
  });

  /** The drawing in the size of an icon: every pixel is the mean of a square of the canvas. */
  function icon(): Uint8Array {
    const { data } = context.getImageData(0, 0, side, side);
    const block = side / size;
    const image = new Uint8Array(3 * size * size);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        let sum = 0;
        for (let dy = 0; dy < block; dy++)
          for (let dx = 0; dx < block; dx++) sum += data[4 * ((y * block + dy) * side + x * block + dx)]!;
        image.fill(Math.round(sum / block ** 2), 3 * (y * size + x), 3 * (y * size + x) + 3);
      }
    return image;
  }

  clear();
  return {
    onChange(given) {
      listener = given;
    },
    clear,
  };
}
