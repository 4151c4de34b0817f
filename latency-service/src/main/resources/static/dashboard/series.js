import {json, book} from './api.js';
import {CLASSES} from './classes.js';
import {place} from './thin.js';

const LEG_COLUMNS = ['count', 'p50Ms', 'p90Ms', 'p99Ms', 'maxMs', 'negative'];
const NICE_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400];
const MOST_STEPS = 95_000;
const STEPS_IN_VIEW = 600;

/** Steps of a run as the service tells them, in columns. */
export class Series {
  /** An empty one, of which [from, to) is to be told. */
  constructor(step, leg, from, to) {
    this.step = step;
    this.leg = leg;
    this.from = from;
    this.to = to;
    this.gps = [];
    this.columns = {};
    for (const {name} of CLASSES) {
      this.columns[name] = [];
    }
    for (const name of LEG_COLUMNS) {
      this.columns[name] = [];
    }
  }

  /** Takes an answer in the place of all that is here of [from, to). */
  take(answer, from, to) {
    const told = answer.legs[this.leg] ?? {};
    const first = this.at(from);
    const cut = this.at(to) - first;
    splice(this.gps, first, cut, answer.gps);
    for (const {name} of CLASSES) {
      splice(this.columns[name], first, cut, answer.classes[name]);
    }
    for (const name of LEG_COLUMNS) {
      splice(this.columns[name], first, cut, told[name] ?? answer.gps.map(() => null));
    }
    this.from = Math.min(this.from, from);
    this.to = Math.max(this.to, to);
  }

  /** Place of the first step that starts at a GPS second or later. */
  at(gps) {
    return place(this.gps, gps);
  }

  /** GPS seconds and quantiles as the chart draws them: nothing where steps are missing, nor below 0 on a logarithm. */
  forPlot(logarithmic) {
    const x = [];
    const quantiles = [[], [], []];
    const columns = [this.columns.p50Ms, this.columns.p90Ms, this.columns.p99Ms];
    for (let i = 0; i < this.gps.length; i++) {
      if (i > 0 && this.gps[i] - this.gps[i - 1] > this.step) {
        x.push(this.gps[i - 1] + this.step);
        quantiles.forEach(each => each.push(null));
      }
      x.push(this.gps[i]);
      for (let q = 0; q < 3; q++) {
        const value = columns[q][i];
        quantiles[q].push(logarithmic && value !== null && value <= 0 ? null : value);
      }
    }
    return [x, ...quantiles];
  }

  /** Sums of the classes over the steps that touch [from, to). */
  sums(from, to) {
    const first = Math.max(0, this.at(from - this.step + 1));
    const end = this.at(to);
    return CLASSES.map(({name}) => {
      let sum = 0;
      for (let i = first; i < end; i++) {
        sum += this.columns[name][i];
      }
      return [name, sum];
    });
  }
}

function splice(column, first, cut, added) {
  if (first === column.length) { // one by one: a spread of 100,000 values is too long for a call
    for (const each of added) {
      column.push(each);
    }
  } else if (added.length < 10_000) {
    column.splice(first, cut, ...added);
  } else {
    const rest = column.splice(first).slice(cut);
    for (const each of added) {
      column.push(each);
    }
    for (const each of rest) {
      column.push(each);
    }
  }
}

/** The step for an interval: the one chosen, or one that fits; never more steps than may be asked for. */
export function stepFor(span, chosen, chunkSeconds) {
  const wanted = Number(chosen) || NICE_STEPS.find(step => span / step <= STEPS_IN_VIEW) || NICE_STEPS.at(-1);
  const least = NICE_STEPS.find(step => span / step <= MOST_STEPS) ?? NICE_STEPS.at(-1);
  return Math.ceil(Math.max(wanted, least) / chunkSeconds) * chunkSeconds;
}

/** How far beyond the interval in view to load, so that panning finds something. */
export function margin(span, step) {
  return Math.max(0, Math.min(span, Math.floor((MOST_STEPS * step - span) / 2)));
}

/** Asks for steps. */
export function askFor(run, {follower, from, to, step, leg}, signal) {
  return json(`${book(run)}/series`, {
    query: {follower, 'gps-start': from, 'gps-end': to, step, leg},
    signal,
  });
}
