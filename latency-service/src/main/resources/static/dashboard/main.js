import {book, hasToken, json, Problem, useToken} from './api.js';
import {hear} from './changes.js';
import {Counts} from './counts.js';
import {byId, element, grouped, offer, whenQuiet} from './dom.js';
import {saveLines, savePicture, saveSteps} from './exports.js';
import {watchGestures} from './gestures.js';
import {takeLeapSeconds, utc} from './gps.js';
import {watchHealth} from './health.js';
import {LatencyChart} from './latency-chart.js';
import * as link from './link.js';
import * as login from './login.js';
import {askFor, margin, Series, stepFor} from './series.js';
import {Strip} from './strip.js';
import {showMissing, showSteps} from './tables.js';
import {watchTheme} from './theme.js';
import {View} from './view.js';

const LEGS = ['created-delivered', 'created-stored', 'stored-attached', 'stored-notified', 'notified-delivered'];
const STEPS = [['', 'fitting'], ['1', '1 s'], ['10', '10 s'], ['60', '1 min'], ['600', '10 min'], ['3600', '1 h']];
const LIST_PAUSE = 30_000;
const REFRESH_PAUSE = 300;
const MISSED_PAUSE = 2000;

const shown = link.read();
const view = new View(changedView);
const strip = new Strip(byId('strip'));
const counts = new Counts(byId('counts'), byId('told'));
let run = null;
let series = null;
let chart = null;
let hearing = null;
let loading = null;
let listing = null;
let looking = null;
let pointed = null;

// What goes wrong is said on the page.

function complain(error) {
  if (error?.name === 'AbortError') {
    return;
  }
  const place = byId('problem');
  place.textContent = error instanceof Problem && (error.status === 401 || error.status === 403)
    ? hasToken() ? 'Your login does not open this.' : 'This is not public. Log in to see it, if you may.'
    : error.message;
  place.hidden = false;
}

function calm() {
  byId('problem').hidden = true;
}

const trying = action => (...told) => Promise.resolve(action(...told)).catch(complain);

// The chart and its interval.

function makeChart() {
  chart?.destroy();
  strip.restyle();
  chart = new LatencyChart(byId('plot'), {
    logarithmic: byId('log').checked,
    selected: (from, to) => view.fixed(from, to),
    drawn: plot => strip.draw(plot, series),
    pointed: gps => point(gps),
  });
  if (series) {
    chart.data(series.forPlot(byId('log').checked));
  }
  chart.show(view.from, view.to);
}

function changedView() {
  chart.show(view.from, view.to);
  if (!run) {
    return;
  }
  byId('from').value = Math.floor(view.from);
  byId('to').value = Math.ceil(view.to);
  byId('whole').setAttribute('aria-pressed', view.kind === 'whole');
  byId('last').setAttribute('aria-pressed', view.kind === 'last');
  settled();
}

const settled = whenQuiet(150, trying(async () => {
  if (!run) {
    return;
  }
  link.write({...shown, gps: view.gps});
  describe();
  await load(false);
  await Promise.all([listSteps(), lookForMissing()]);
}));

const inView = () => [Math.max(Math.floor(view.from), run.firstGps), Math.max(Math.ceil(Math.min(view.to, view.end)), run.firstGps + 1)];

function describe() {
  const [from, to] = inView();
  byId('interval').textContent = `GPS ${from} to ${to}, ${grouped(to - from)} s. ${utc(from)} to ${utc(to)}`
    + (series ? `. Steps of ${series.step} s` : '');
  if (series) {
    byId('strip').setAttribute('aria-label', `Completeness by class, GPS ${from} to ${to}: `
      + series.sums(from, to).map(([name, sum]) => `${sum} ${name}`).join(', '));
  }
}

/** Loads steps if those that are here do not fit what is in view. */
async function load(anew) {
  const step = stepFor(view.span, shown.step, run.chunkSeconds);
  const [from, to] = inView();
  if (!anew && series && series.step === step && series.leg === shown.leg && series.from <= from && series.to >= to) {
    return;
  }
  loading?.abort();
  loading = new AbortController();
  const more = margin(view.span, step);
  const [start, end] = onGrid(Math.max(from - more, run.firstGps), Math.min(to + more, view.end), step);
  const opened = run;
  const answer = await askFor(run.run, {follower: shown.follower, from: start, to: end, step, leg: shown.leg}, loading.signal);
  if (opened !== run) {
    return;
  }
  series = new Series(step, shown.leg, start, end);
  series.take(answer, start, end);
  drawAnew();
}

/** The grid of steps begins at the run's first second, so that parts that are loaded later fit. */
function onGrid(from, to, step) {
  const first = run.firstGps;
  return [first + Math.floor((from - first) / step) * step, first + Math.max(1, Math.ceil((to - first) / step)) * step];
}

function drawAnew() {
  chart.data(series.forPlot(byId('log').checked));
  chart.show(view.from, view.to);
  describe();
}

function point(gps) {
  pointed = gps;
  const at = series && pointed !== null ? series.at(pointed) : -1;
  if (at < 0 || series.gps[at] !== pointed) {
    byId('readout').textContent = '';
    return;
  }
  const {p50Ms, p90Ms, p99Ms, maxMs, negative, count} = Object.fromEntries(
    Object.entries(series.columns).map(([name, column]) => [name, column[at]]));
  const values = p50Ms === null || p50Ms === undefined
    ? 'nothing passed'
    : `p50 ${p50Ms.toFixed(1)} ms, p90 ${p90Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, max ${maxMs.toFixed(1)} ms of ${count}`;
  const clocks = negative > 0 ? `, ${negative} negative: their clocks disagree` : '';
  const sums = series.sums(pointed, pointed + 1).filter(([, sum]) => sum > 0).map(([name, sum]) => `${sum} ${name}`).join(', ');
  byId('readout').textContent = `GPS ${pointed}: ${values}${clocks}; ${sums}`;
}

function moveMark(by) {
  if (!series || series.gps.length === 0) {
    return;
  }
  const [from, to] = inView();
  const first = series.at(from);
  const last = series.at(to) - 1;
  const at = pointed === null ? (by > 0 ? first : last) : series.at(pointed) + by;
  byId('readout').setAttribute('aria-live', 'polite');
  const gps = series.gps[Math.min(Math.max(at, first), last)];
  chart.mark(gps);
  point(gps); // the chart knows the nearest step that it draws, which may be a neighbour
}

// What is booked meanwhile.

let touched = null;
let refreshing = false;

function touch(from, to) {
  touched = touched ? [Math.min(touched[0], from), Math.max(touched[1], to)] : [from, to];
  refresh();
}

async function refresh() {
  if (refreshing) {
    return;
  }
  refreshing = true;
  try {
    while (touched && series && run) {
      const now = series;
      const [from, to] = touched;
      touched = null;
      const [start, end] = onGrid(Math.max(from, now.from), Math.min(to, Math.max(view.end, now.to)), now.step);
      if (to > now.from && start < end) {
        const answer = await askFor(run.run, {follower: shown.follower, from: start, to: end, step: now.step, leg: now.leg});
        if (now === series) {
          now.take(answer, start, end);
          drawAnew();
        }
      }
      await new Promise(again => setTimeout(again, REFRESH_PAUSE));
    }
  } catch (error) {
    complain(error);
  } finally {
    refreshing = false;
  }
}

const reloadMissed = whenQuiet(MISSED_PAUSE, trying(async () => {
  if (run) {
    await load(true);
    await lookForMissing();
  }
}));

function heard(name, told) {
  if (name === 'booked') {
    const {gpsStart, gpsEnd} = told;
    if (gpsEnd > view.end) {
      view.bounds(run.firstGps, gpsEnd);
    }
    touch(gpsStart, gpsEnd);
  } else if (name === 'book' && told.follower === shown.follower) {
    const before = counts.book;
    counts.take(told.book, true);
    const missing = each => each.lost + each.corrupted + each.withheld;
    if (before && missing(before) !== missing(told.book)) {
      reloadMissed();
    }
  } else if (name === 'begun') {
    live(true);
    if (told.again) {
      reloadMissed();
    }
  } else if (name === 'missed') {
    reloadMissed();
  } else if (name === 'paused') {
    live(false);
  } else if (name === 'ended') {
    live(false);
    complain(told);
  }
}

function live(is) {
  byId('live').textContent = is ? 'live' : 'not live: connecting';
}

// Tables.

async function listSteps() {
  if (!byId('table-details').open || !run) {
    return;
  }
  listing?.abort();
  listing = new AbortController();
  await showSteps(byId('steps'), {...shown}, ...onGrid(...inView(), run.chunkSeconds), run.chunkSeconds, listing.signal);
}

async function lookForMissing() {
  looking?.abort();
  looking = new AbortController();
  const note = byId('missing-note');
  try {
    note.textContent = await showMissing(byId('missing'), {...shown}, ...inView(), run.chunkSeconds, looking.signal);
  } catch (error) {
    if (error instanceof Problem && (error.status === 401 || error.status === 403)) {
      note.textContent = 'Your role sees the numbers of this run, not its seconds one by one.';
      byId('missing').replaceChildren();
    } else {
      throw error;
    }
  }
}

// Runs.

async function listRuns() {
  const {books} = await json('v1/books', {query: {limit: 500}});
  const options = books.map(each => [each.run, each.run]);
  const now = [...byId('run').options].map(option => option.value);
  if (options.length !== now.length || options.some(([name], i) => name !== now[i])) {
    offer(byId('run'), options, shown.run);
  }
  return books;
}

function closeRun(words) {
  hearing?.stop();
  loading?.abort();
  run = series = hearing = null;
  touched = null;
  counts.clear();
  byId('run-heading').textContent = words;
  for (const id of ['facts', 'interval', 'readout', 'missing-note', 'steps', 'missing']) {
    byId(id).replaceChildren();
  }
  offer(byId('follower'), [], '');
  byId('from').value = byId('to').value = '';
  byId('strip').setAttribute('aria-label', 'Completeness by class');
  makeChart();
}

async function openRun(name) {
  closeRun(name);
  shown.run = name;
  byId('run').value = name;
  const [opened, embargo] = await Promise.all([json(book(name)), json(`${book(name)}/embargo`)]);
  const followers = opened.followers ?? [];
  if (!followers.some(each => each.follower === shown.follower)) {
    shown.follower = followers[0]?.follower ?? '';
  }
  offer(byId('follower'), followers.map(each => [each.follower, each.follower]), shown.follower);
  tellFacts(opened, embargo);
  const page = followers.find(each => each.follower === shown.follower);
  run = opened;
  if (!page) {
    byId('facts').append(' Nobody follows it yet.');
    run = null;
    return;
  }
  counts.take(page.book, false);
  const chunks = opened.chunks ?? page.book.expected;
  const interval = link.interval(shown.gps);
  view.kind = interval.kind;
  view.seconds = interval.seconds ?? view.seconds;
  view.bounds(opened.firstGps, opened.firstGps + chunks * opened.chunkSeconds);
  if (interval.kind === 'fixed') {
    view.fixed(interval.from, interval.to);
  }
  hearing = hear(name, shown.follower, heard);
}

function tellFacts(opened, embargo) {
  const since = opened.closedAt ? `closed ${opened.closedAt}` : 'open';
  const live = element('strong', '', 'connecting');
  live.id = 'live';
  byId('facts').replaceChildren(
    `Stream ${opened.stream} of ${opened.experiment}, planned ${opened.plannedAt}, book ${since}. `,
    element('strong', '', embargoWords(embargo)), ' ', live,
  );
}

function embargoWords({state, release, held}) {
  switch (state) {
    case 'public': return 'Public.';
    case 'embargo': {
      const when = release ? `release planned ${release}` : 'no date of release';
      return held ? `Under embargo, held (${when}).` : `Under embargo, ${when}.`;
    }
    case 'closed': return 'Under embargo.';
    case 'members': return 'For members of the experiment.';
    default: return 'Embargoes are not known yet: closed.';
  }
}

async function begin() {
  const books = await listRuns();
  const name = shown.run || books[0]?.run;
  if (name) {
    await openRun(name);
  } else {
    closeRun('No run');
    byId('facts').textContent = hasToken() ? 'There is no run that your login opens.' : 'There is no public run.';
  }
}

// Login.

function tellSession(settings) {
  byId('who').textContent = hasToken() ? 'Logged in' : 'Public runs only';
  byId('login').hidden = !settings.login || hasToken();
  byId('logout').hidden = !hasToken();
}

async function session(settings) {
  const leave = trying(async () => {
    useToken(null);
    tellSession(settings);
    await begin();
  });
  byId('login').addEventListener('click', trying(async () => {
    if (!login.possible()) {
      throw new Error('This browser lets a page log in over https only.');
    }
    await login.begin(settings.login);
  }));
  byId('logout').addEventListener('click', () => {
    calm();
    leave();
  });
  try {
    const granted = settings.login ? await login.comeBack(settings.login) : null;
    if (granted) {
      useToken(granted.token);
      Object.assign(shown, link.read());
      setTimeout(() => {
        complain(new Error('The login has ended. Log in again to see more than public runs.'));
        leave();
      }, Math.min(granted.seconds * 1000, 2 ** 31 - 1));
    }
  } catch (error) {
    complain(error);
  }
  tellSession(settings);
}

// Controls.

function watchControls() {
  offer(byId('leg'), LEGS.map(leg => [leg, leg.replace('-', ' to ')]), shown.leg);
  shown.leg = byId('leg').value;
  offer(byId('step'), STEPS, shown.step);
  shown.step = byId('step').value;
  byId('log').checked = shown.log === '1';
  byId('choice').addEventListener('submit', event => {
    event.preventDefault();
    calm();
    const [from, to] = [Number(byId('from').value), Number(byId('to').value)];
    if (run && to > from) {
      view.fixed(from, to);
    } else if (run) {
      complain(new Error('The interval ends before it begins.'));
    }
  });
  byId('run').addEventListener('change', trying(async () => {
    calm();
    shown.gps = '';
    await openRun(byId('run').value);
  }));
  byId('follower').addEventListener('change', trying(async () => {
    calm();
    shown.follower = byId('follower').value;
    shown.gps = view.gps;
    await openRun(shown.run);
  }));
  for (const id of ['leg', 'step']) {
    byId(id).addEventListener('change', () => {
      calm();
      shown[id] = byId(id).value;
      settled();
    });
  }
  byId('log').addEventListener('change', () => {
    shown.log = byId('log').checked ? '1' : '';
    makeChart();
    settled();
  });
  const buttons = {
    whole: () => view.whole(),
    last: () => view.last(300),
    earlier: () => view.pan(-0.5),
    later: () => view.pan(0.5),
    nearer: () => view.zoom(0.5),
    farther: () => view.zoom(2),
    link: async () => {
      await navigator.clipboard.writeText(location.href);
      byId('link').textContent = 'Copied';
      setTimeout(() => byId('link').replaceChildren('Copy link'), 2000);
    },
    png: () => savePicture(chart.plot.ctx.canvas, byId('strip'), shown, ...inView()),
    csv: () => saveSteps(series, shown, ...inView()),
    lines: () => saveLines(shown, ...inView()),
  };
  for (const [id, action] of Object.entries(buttons)) {
    byId(id).addEventListener('click', trying(async () => {
      calm();
      if (run && series) {
        await action();
      }
    }));
  }
  byId('table-details').addEventListener('toggle', trying(listSteps));
  watchGestures(byId('chart'), () => view, clientX => {
    const {left} = chart.plot.over.getBoundingClientRect();
    return chart.plot.posToVal(clientX - left, 'x');
  }, moveMark);
  byId('chart').addEventListener('mousemove', () => byId('readout').setAttribute('aria-live', 'off'));
  new ResizeObserver(whenQuiet(50, () => {
    makeChart();
  })).observe(byId('plot'));
  document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault(); // the address keeps what is shown
    byId('chart').focus();
  });
  addEventListener('hashchange', trying(async () => {
    Object.assign(shown, link.read());
    byId('leg').value = shown.leg = LEGS.includes(shown.leg) ? shown.leg : LEGS[0];
    byId('step').value = shown.step;
    calm();
    await begin();
  }));
}

async function start() {
  watchTheme(byId('theme'), () => chart && makeChart());
  watchControls();
  makeChart();
  const settings = await json('v1/dashboard/settings');
  takeLeapSeconds(settings.leapSeconds);
  await session(settings);
  watchHealth(byId('health'));
  await begin();
  setInterval(() => listRuns().catch(complain), LIST_PAUSE);
}

trying(start)();
