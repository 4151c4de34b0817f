import {CLASSES, colour, fill} from './classes.js';

const ROOM_FOR_WORDS = 70;

/** Draws a lane for each class below the chart, on the same axis: a mark where a step has a second of the class. */
export class Strip {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.restyle();
  }

  /** Takes the colours as they are now. */
  restyle() {
    const scale = devicePixelRatio || 1;
    this.fills = CLASSES.map(each => fill(this.context, each, scale));
    this.ink = colour('ink');
    this.line = colour('line');
  }

  /**
   * @param plot the chart above, whose axis and place count
   * @param series the steps
   */
  draw(plot, series) {
    const scale = devicePixelRatio || 1;
    const {canvas, context} = this;
    canvas.style.width = `${plot.width}px`;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      this.restyle();
    }
    const {min, max} = plot.scales.x;
    const left = plot.bbox.left;
    const span = plot.bbox.width;
    const lane = height / CLASSES.length;
    context.clearRect(0, 0, width, height);
    context.font = `${Math.round(Math.min(12 * scale, lane * 0.72))}px system-ui, sans-serif`;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    const words = left >= ROOM_FOR_WORDS * scale;
    CLASSES.forEach(({name, letter}, i) => {
      const top = i * lane;
      context.fillStyle = this.ink;
      context.fillText(words ? name : letter, left - 6 * scale, top + lane / 2);
      context.fillStyle = this.line;
      context.fillRect(left, top + lane - scale, span, scale);
    });
    if (!series || !(max > min)) {
      return;
    }
    context.save();
    context.beginPath();
    context.rect(left, 0, span, height);
    context.clip();
    const first = Math.max(0, series.at(min - series.step));
    const end = series.at(max);
    const pixels = span / (max - min);
    CLASSES.forEach(({name}, i) => {
      const column = series.columns[name];
      const top = i * lane + 2 * scale;
      context.fillStyle = this.fills[i];
      let begin = NaN;
      let until = NaN;
      for (let at = first; at < end; at++) {
        if (!(column[at] > 0)) {
          continue;
        }
        const x = left + (series.gps[at] - min) * pixels;
        const over = x + Math.max(series.step * pixels, scale);
        if (x <= until + 0.5) {
          until = Math.max(until, over);
        } else {
          if (until > begin) {
            context.fillRect(begin, top, until - begin, lane - 4 * scale);
          }
          begin = x;
          until = over;
        }
      }
      if (until > begin) {
        context.fillRect(begin, top, until - begin, lane - 4 * scale);
      }
    });
    context.restore();
  }
}
