import uPlot from '../webjars/uplot/dist/uPlot.esm.js';
import {colour} from './classes.js';
import {thin} from './thin.js';

const QUANTILES = ['p50', 'p90', 'p99'];
const WIDE = 560;
const MOST_POINTS = 6000;

/** Draws the quantiles of a leg over GPS time. Made anew when colours or the scale change. */
export class LatencyChart {
  /**
   * @param selected called with an interval that was drawn with the mouse
   * @param drawn called after each drawing with the chart
   * @param pointed called with the GPS second of the step under the mark, or null
   */
  constructor(place, {logarithmic, selected, drawn, pointed}) {
    this.place = place;
    const wide = place.clientWidth >= WIDE;
    const ink = colour('ink');
    const line = colour('line');
    const strokes = [colour('accent'), colour('quiet'), colour('quiet')];
    const axis = {stroke: ink, grid: {stroke: line, width: 1}, ticks: {stroke: line, width: 1}};
    this.plot = new uPlot({
      ...this.size(),
      legend: {show: false},
      padding: [null, wide ? 40 : 20, null, null],
      scales: {
        x: {time: false, auto: false},
        y: logarithmic ? {distr: 3} : {range: (_, least, most) => [Math.min(0, least ?? 0), (most ?? 1) * 1.06 || 1]},
      },
      axes: [
        {...axis, space: wide ? 110 : 95, values: (_, splits) => splits.map(gps => (Number.isInteger(gps) ? String(gps) : ''))},
        {...axis, size: wide ? 82 : 52, label: wide ? 'latency in ms' : undefined, values: (_, splits) => splits.map(short)},
      ],
      series: [
        {},
        ...QUANTILES.map((label, i) => ({
          label, stroke: strokes[i], width: i === 0 ? 2 : 1, dash: [[], [6, 3], [2, 3]][i], points: {show: i === 0 ? undefined : false},
        })),
      ],
      bands: [
        {series: [2, 1], fill: colour('band-near')},
        {series: [3, 2], fill: colour('band-far')},
      ],
      cursor: {drag: {x: true, y: false, setScale: false}},
      hooks: {
        setSelect: [plot => {
          if (plot.select.width > 4) {
            selected(plot.posToVal(plot.select.left, 'x'), plot.posToVal(plot.select.left + plot.select.width, 'x'));
          }
          plot.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
        }],
        setCursor: [plot => pointed(plot.data[0][plot.cursor.idx] ?? null)],
        draw: [drawn],
      },
    }, [[], [], [], []], place);
    this.data([[], [], [], []]);
  }

  size() {
    return {width: Math.max(this.place.clientWidth, 200), height: this.place.clientWidth >= WIDE ? 320 : 240};
  }

  fit() {
    this.plot.setSize(this.size());
  }

  /** Takes other columns; they are drawn with the next call of show. */
  data(columns) {
    this.columns = columns;
    this.stale = true;
  }

  /** Draws an interval, with no more points than a screen can show: so it pans smoothly however many steps there are. */
  show(from, to) {
    const thinned = thin(this.columns, from, to, MOST_POINTS);
    this.plot.batch(() => {
      if (this.stale || thinned !== this.drawn) {
        this.plot.setData(thinned, false);
      }
      this.plot.setScale('x', {min: from, max: to});
    });
    this.stale = false;
    this.drawn = thinned;
  }

  /** Puts the mark on a GPS second. */
  mark(gps) {
    this.plot.setCursor({left: this.plot.valToPos(gps, 'x'), top: this.plot.over.clientHeight / 2});
  }

  destroy() {
    this.plot.destroy();
  }
}

function short(milliseconds) {
  if (milliseconds === null) {
    return '';
  }
  return milliseconds >= 10_000 ? `${+(milliseconds / 1000).toPrecision(4)} s` : String(+milliseconds.toPrecision(4));
}
