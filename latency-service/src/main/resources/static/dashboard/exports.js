import {ask, book} from './api.js';
import {CLASSES, colour} from './classes.js';
import {utc} from './gps.js';

const LEG_COLUMNS = ['count', 'p50Ms', 'p90Ms', 'p99Ms', 'maxMs', 'negative'];

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const fileName = (shown, from, to, ending) =>
  `${[shown.run, shown.follower, shown.leg, `${from}-${to}`].join('_').replace(/[^\w.-]+/g, '-')}.${ending}`;

/** The steps in view as CSV after RFC 4180; numbers and times only. */
export function saveSteps(series, shown, from, to) {
  const names = [...CLASSES.map(({name}) => name), ...LEG_COLUMNS];
  const rows = [['gpsStart', 'utc', 'stepSeconds', ...names].join(',')];
  for (let i = series.at(from - series.step + 1); i < series.gps.length && series.gps[i] < to; i++) {
    rows.push([series.gps[i], utc(series.gps[i]), series.step, ...names.map(name => series.columns[name][i] ?? '')].join(','));
  }
  save(new Blob([rows.join('\r\n'), '\r\n'], {type: 'text/csv'}), fileName(shown, from, to, 'csv'));
}

/** The lines in view as the service writes them: one for each second, with stamps and reasons. */
export async function saveLines(shown, from, to) {
  const answer = await ask(`${book(shown.run)}/lines`, {
    query: {follower: shown.follower, 'gps-start': from, 'gps-end': to}, accept: 'text/csv',
  });
  save(await answer.blob(), fileName({...shown, leg: 'lines'}, from, to, 'csv'));
}

/** Chart and lanes as they are on the screen, with what they show written above. */
export async function savePicture(chart, strip, shown, from, to) {
  const scale = devicePixelRatio || 1;
  const above = Math.round(52 * scale);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(chart.width, strip.width);
  canvas.height = above + chart.height + strip.height + Math.round(8 * scale);
  const pen = canvas.getContext('2d');
  pen.fillStyle = colour('raised');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = colour('ink');
  pen.font = `${14 * scale}px system-ui, sans-serif`;
  pen.fillText(`${shown.run} · ${shown.follower} · ${shown.leg}: p50, p90, p99`, 12 * scale, 20 * scale);
  pen.font = `${12 * scale}px system-ui, sans-serif`;
  pen.fillText(`GPS ${from} to ${to} · ${utc(from)} to ${utc(to)}`, 12 * scale, 40 * scale);
  pen.drawImage(chart, 0, above);
  pen.drawImage(strip, 0, above + chart.height);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
  save(blob, fileName(shown, from, to, 'png'));
}
