'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const report = data.report;
  const byId = id => document.getElementById(id);
  const element = (tag, text, parent) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };
  const ms = value => value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
  const colours = {
    'created-stored': '#2f7ed8', 'stored-notified': '#e08a00', 'notified-delivered': '#9a4fd0',
    'stored-attached': '#4d9a2a', 'created-delivered': '#d6336c',
  };
  const leg = name => report.legs.find(each => each.name === name);

  const succeeded = () => {
    const leftOut = report.leftOut && report.leftOut.planned.length > 0;
    const words = report.faults ? 'The book closes, and names every fault and no other'
      : leftOut ? 'The book closes: nothing late or corrupted' : 'The book closes: nothing lost, late or corrupted';
    return `${words}${leftOut ? '; lost are the seconds that were left out, and no others' : ''}.`;
  };
  byId('subtitle').textContent = `${report.run} · ${report.source.name} · ${report.lake.name}: ${report.lake.kind} ${report.lake.version} · ${report.network}`;
  byId('verdict').textContent = report.succeeded ? succeeded() : 'Not everything is as it should be:';
  byId('verdict').classList.add(report.succeeded ? 'good' : 'bad');
  for (const complaint of report.complaints) element('li', complaint, byId('complaints'));

  const whole = leg('created-delivered');
  const figures = [
    [`${report.book.delivered} / ${report.book.expected}`, 'chunks delivered'],
    [whole ? `${ms(whole.p50Ms)} ms` : '–', 'created to delivered, median'],
    [whole ? `${ms(whole.p99Ms)} ms` : '–', 'created to delivered, p99'],
    [report.rate.chunksPerSecond.toFixed(report.rate.chunksPerSecond < 10 ? 2 : 0), 'chunks a second'],
    [`${(report.rate.bytesPerSecond / 1e6).toFixed(2)} MB/s`, 'strain delivered'],
    [`${report.secondsToFirstDelivered.toFixed(1)} s`, 'start to first chunk'],
  ];
  for (const [value, words] of figures) {
    const box = element('div', undefined, byId('figures'));
    box.className = 'figure';
    element('b', value, box);
    element('span', words, box).className = 'soft';
  }

  const compare = (words, then, now) => {
    const longest = 8200;
    for (const [label, value, kind] of [[`${words}, first rehearsal`, then, 'bar then'], [`${words}, now`, now, 'bar']]) {
      element('span', label, byId('bars'));
      const bar = element('div', undefined, byId('bars'));
      bar.className = kind;
      bar.style.width = `${Math.max(0.2, 100 * value / longest)}%`;
      element('span', value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${ms(value)} ms`, byId('bars'));
    }
  };
  if (leg('created-stored')) compare('upload (mean)', 1900, leg('created-stored').meanMs);
  if (whole) compare('in all (median)', 8200, whole.p50Ms);

  const legRows = byId('legs').querySelector('tbody');
  for (const each of report.legs) {
    const row = element('tr', undefined, legRows);
    element('td', each.name, row);
    element('td', each.count, row);
    for (const key of ['meanMs', 'p50Ms', 'p90Ms', 'p99Ms', 'maxMs']) element('td', ms(each[key]), row);
  }
  const classes = ['expected', 'delivered', 'late', 'lost', 'corrupted', 'withheld', 'pending', 'closed'];
  const head = element('tr', undefined, byId('book').querySelector('thead'));
  const counts = element('tr', undefined, byId('book').querySelector('tbody'));
  for (const name of classes) {
    element('th', name, head).scope = 'col';
    element('td', String(report.book[name]), counts);
  }
  if (report.embargo) {
    const trial = report.embargo;
    byId('embargo').hidden = false;
    byId('released').textContent = trial.releasedAt;
    for (const [when, what, count] of [
      ['before', 'chunks that the insider read', trial.insiderRead],
      ['before', "chunks withheld from the outsider's follow", trial.outsiderWithheld],
      ['before', 'calls by the outsider', trial.outsiderAttempts],
      ['before', 'calls that told the outsider anything', trial.outsiderLearned],
      ['ever', 'strain in clear outside the sinks, or keys, tokens and secrets in logs', trial.traces.length],
      ['after', 'chunks that anybody read', trial.anonymousRead],
      ['after', "chunks that the outsider's follow received", trial.outsiderDelivered],
    ]) {
      const row = element('tr', undefined, byId('embargo').querySelector('tbody'));
      element('td', when, row);
      element('td', what, row);
      element('td', String(count), row);
    }
  }
  if (report.faults) {
    byId('faults').hidden = false;
    const rows = byId('faults').querySelector('tbody');
    const add = (...cells) => {
      const row = element('tr', undefined, rows);
      for (const cell of cells) element('td', cell, row);
    };
    const gps = did => /-(\d+)-\d+\.h5/.exec(did)?.[1];
    const told = each => `${each.deviation} at ${each.where}${each.did ? `, GPS ${gps(each.did) ?? each.did}` : ''}`;
    const time = instant => instant.slice(11, 23).replace('Z', '');
    for (const made of report.faults.planned) {
      const named = report.faults.named.find(each => each.id === made.id);
      add(made.id, named ? told(named) : 'not named', time(made.from), named ? time(named.from) : '–');
    }
    for (const each of report.faults.named) {
      if (!report.faults.planned.some(made => made.id === each.id)) add('none that was planned', told(each), '–', time(each.from));
    }
    const consequences = report.faults.consequences.map(each => `${told(each)} (of ${each.id})`);
    byId('consequences').textContent = consequences.length ? `Consequences: ${consequences.join('; ')}.` : '';
  }
  if (report.leftOut) {
    byId('left-out').hidden = false;
    const { planned, found } = report.leftOut;
    for (const gps of [...new Set([...planned, ...found])].sort((one, other) => one - other)) {
      const row = element('tr', undefined, byId('left-out').querySelector('tbody'));
      element('td', String(gps), row);
      element('td', planned.includes(gps) ? 'not written' : 'written', row);
      element('td', found.includes(gps) ? 'lost, absent at the source' : 'something else', row);
    }
  }
  for (const each of report.processes) {
    const row = element('tr', undefined, byId('memory').querySelector('tbody'));
    element('td', each.name, row);
    element('td', (each.peakRssBytes / 1e6).toFixed(0), row);
    element('td', each.rssAfterThousandBytes ? each.growthPercent.toFixed(1) : '–', row);
  }
  for (const [name, value] of Object.entries(report.setting)) {
    const row = element('tr', undefined, byId('setting').querySelector('tbody'));
    element('th', name, row).scope = 'row';
    const cell = element('td', undefined, row);
    cell.style.whiteSpace = 'normal';
    element('code', String(value), cell);
  }

  const draw = () => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const axis = { stroke: dark ? '#c6d0db' : '#3b4653', grid: { stroke: dark ? '#323b47' : '#e6eaef' }, ticks: { stroke: dark ? '#323b47' : '#e6eaef' } };
    const width = id => byId(id).clientWidth;
    byId('series').replaceChildren();
    byId('distribution').replaceChildren();
    if (data.series.x.length > 0) {
      const lines = data.series.legs.map(each => ({
        label: each.name, stroke: colours[each.name] || axis.stroke, width: each.name === 'created-delivered' ? 2 : 1,
        points: { show: data.series.x.length < 80 }, value: (plot, value) => value == null ? '–' : `${ms(value)} ms`,
      }));
      new uPlot({
        width: width('series'), height: 320,
        scales: { x: { time: false }, y: { distr: 3 } },
        axes: [{ ...axis, label: 'seconds since the first chunk (GPS)' }, { ...axis, label: 'ms', size: 60, values: (plot, ticks) => ticks.map(tick => tick == null ? '' : String(tick)) }],
        series: [{ label: 'second' }, ...lines],
      }, [data.series.x, ...data.series.legs.map(each => each.ms)], byId('series'));
    }
    if (data.distribution.length > 0) {
      const tables = data.distribution.map(each => [each.ms, each.share]);
      new uPlot({
        width: width('distribution'), height: 320,
        scales: { x: { time: false, distr: 3 }, y: { range: [0, 1] } },
        axes: [{ ...axis, label: 'latency, ms', values: (plot, ticks) => ticks.map(tick => tick == null ? '' : String(tick)) }, { ...axis, label: 'share of chunks', size: 60 }],
        series: [{ label: 'ms', value: (plot, value) => value == null ? '–' : ms(value) },
          ...data.distribution.map(each => ({ label: each.name, stroke: colours[each.name] || axis.stroke, width: each.name === 'created-delivered' ? 2 : 1, points: { show: false }, spanGaps: true, value: (plot, value) => value == null ? '–' : `${(100 * value).toFixed(1)} %` }))],
      }, uPlot.join(tables), byId('distribution'));
    }
  };
  byId('series-note').textContent = data.series.chunksAPoint > 1
    ? `Median of ${data.series.chunksAPoint} chunks a point.` : 'One point a chunk.';
  draw();
  let waiting;
  addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(draw, 150); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
