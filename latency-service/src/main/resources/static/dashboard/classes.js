/**
 * The classes of the book in the order of their lanes. Each has a letter and a pattern beside its colour, so that the
 * colour is not the only sign.
 */
export const CLASSES = [
  {name: 'delivered', letter: 'D', pattern: 'solid'},
  {name: 'late', letter: 'L', pattern: 'rising'},
  {name: 'lost', letter: 'X', pattern: 'cross'},
  {name: 'corrupted', letter: 'C', pattern: 'dots'},
  {name: 'withheld', letter: 'W', pattern: 'level'},
  {name: 'pending', letter: 'P', pattern: 'upright'},
];

/** Classes of what a follower does not have and will not get. */
export const MISSING = ['lost', 'corrupted', 'withheld'];

/** A colour of the style sheet, as it is now. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const STROKES = {
  rising: [[0, 6, 6, 0]],
  cross: [[0, 6, 6, 0], [0, 0, 6, 6]],
  level: [[0, 1.5, 6, 1.5], [0, 4.5, 6, 4.5]],
  upright: [[1.5, 0, 1.5, 6], [4.5, 0, 4.5, 6]],
};

/** What fills a class's lane: its colour, with its pattern cut into it. */
export function fill(context, {name, pattern}, scale) {
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.round(6 * scale);
  const pen = tile.getContext('2d');
  pen.scale(tile.width / 6, tile.width / 6);
  pen.fillStyle = colour(name);
  pen.fillRect(0, 0, 6, 6);
  pen.strokeStyle = pen.fillStyle = colour('raised');
  pen.lineWidth = 1.1;
  for (const [x1, y1, x2, y2] of STROKES[pattern] ?? []) {
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
    pen.stroke();
  }
  if (pattern === 'dots') {
    pen.beginPath();
    pen.arc(3, 3, 1.3, 0, 7);
    pen.fill();
  }
  return context.createPattern(tile, 'repeat');
}
