import {ask, book} from './api.js';
import {CLASSES, MISSING} from './classes.js';
import {element, grouped} from './dom.js';
import {utc} from './gps.js';
import {askFor} from './series.js';

const MOST_ROWS = 100;
const MOST_LINES = 20_000;

function fillTable(table, caption, names, rows) {
  const head = element('tr', '', ...names.map(name => {
    const cell = element('th', '', name);
    cell.scope = 'col';
    return cell;
  }));
  table.replaceChildren(
    element('caption', '', caption),
    element('thead', '', head),
    element('tbody', '', ...rows.map(row => element('tr', '', ...row.map(cell => element('td', '', cell))))),
  );
}

const milliseconds = value => (value === null || value === undefined ? '–' : value.toFixed(1));

/** The interval in view as a table, in steps so long that there are not too many of them. */
export async function showSteps(table, shown, from, to, chunkSeconds, signal) {
  const step = Math.ceil(Math.max(to - from, 1) / MOST_ROWS / chunkSeconds) * chunkSeconds;
  const answer = await askFor(shown.run, {follower: shown.follower, from, to, step, leg: shown.leg}, signal);
  const leg = answer.legs[shown.leg];
  fillTable(
    table,
    `${shown.leg} in ms, and seconds of each class, in steps of ${step} s`,
    ['GPS', 'UTC', 'p50', 'p90', 'p99', 'max', ...CLASSES.map(({name}) => name)],
    answer.gps.map((gps, i) => [
      gps,
      utc(gps),
      ...['p50Ms', 'p90Ms', 'p99Ms', 'maxMs'].map(name => milliseconds(leg[name][i])),
      ...CLASSES.map(({name}) => answer.classes[name][i]),
    ]),
  );
}

/** What is missing of the interval in view, and why. Returns what to say beside the table. */
export async function showMissing(table, shown, from, to, chunkSeconds, signal) {
  const query = {follower: shown.follower, 'gps-start': from, 'gps-end': to, class: MISSING.join(',')};
  const answer = await ask(`${book(shown.run)}/lines`, {query, accept: 'application/x-ndjson', signal});
  const told = [];
  let seconds = 0;
  let more = false;
  for await (const line of linesOf(answer.body)) {
    more = seconds >= MOST_LINES * chunkSeconds || told.length > MOST_ROWS;
    if (more) {
      break;
    }
    add(told, JSON.parse(line), chunkSeconds);
    seconds += chunkSeconds;
  }
  const rows = told.slice(0, MOST_ROWS);
  table.classList.add('words');
  fillTable(
    table,
    'Segments of GPS time with one class and one reason',
    ['Class', 'GPS from', 'to', 'Seconds', 'UTC', 'Reason'],
    rows.map(each => [
      element('span', '', mark(each.class), ' ', each.class), each.start, each.stop, grouped(each.stop - each.start), utc(each.start), each.reason,
    ]),
  );
  if (rows.length === 0) {
    return 'Nothing is missing of the interval in view.';
  }
  return more
    ? `The first ${grouped(rows.at(-1).stop - rows[0].start)} s of the interval in view hold these; zoom in for the others.`
    : `${grouped(seconds)} s are missing of the interval in view.`;
}

/** Lines of an answer as they come; whoever stops asking for them ends the answer. */
async function* linesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const {done, value} = await reader.read();
      if (done) {
        return;
      }
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      yield* lines;
    }
  } finally {
    await reader.cancel();
  }
}

function add(told, line, chunkSeconds) {
  const stop = line.gpsStart + chunkSeconds;
  const reason = line.reason ?? '';
  const last = told.at(-1);
  if (last && last.class === line.class && last.reason === reason && last.stop === line.gpsStart) {
    last.stop = stop;
  } else {
    told.push({class: line.class, start: line.gpsStart, stop, reason});
  }
}

/** A class's letter on its colour. */
export function mark(name) {
  const letter = element('span', `mark ${name}`, CLASSES.find(each => each.name === name)?.letter ?? '?');
  letter.setAttribute('aria-hidden', 'true');
  return letter;
}
