/**
 * What is shown, in the part of the address that browsers keep to themselves: a server's log never sees it.
 *
 * run, follower, leg: by name; gps: START-END, lastSECONDS or nothing for the whole run; step: seconds or auto; log: 1.
 */
const NAMES = ['run', 'follower', 'leg', 'gps', 'step', 'log'];

export function read(hash = location.hash) {
  const told = new URLSearchParams(hash.replace(/^#/, ''));
  return Object.fromEntries(NAMES.map(name => [name, told.get(name) ?? '']));
}

export function write(shown) {
  const told = new URLSearchParams();
  for (const name of NAMES) {
    if (shown[name]) {
      told.set(name, shown[name]);
    }
  }
  const hash = `#${told}`;
  if (hash !== location.hash) {
    history.replaceState(null, '', hash);
  }
}

/** An interval as a link tells it. */
export function interval(gps) {
  const [, from, to] = /^(\d{1,12})-(\d{1,12})$/.exec(gps) ?? [];
  if (from && Number(to) > Number(from)) {
    return {kind: 'fixed', from: Number(from), to: Number(to)};
  }
  const [, last] = /^last(\d{1,6})$/.exec(gps) ?? [];
  return last ? {kind: 'last', seconds: Number(last)} : {kind: 'whole'};
}
