/** Seconds from 1970 to the GPS epoch, 1980-01-06T00:00:00 UTC. */
const EPOCH = 315964800;

let leaps = [];

/** Takes the leap seconds: [GPS second from which it holds, how many by then], in that order. */
export function takeLeapSeconds(table) {
  leaps = table;
}

/** A GPS second as UTC, to the second. */
export function utc(gps) {
  let passed = 0;
  for (const [from, count] of leaps) {
    if (gps >= from) {
      passed = count;
    }
  }
  return new Date((gps + EPOCH - passed) * 1000).toISOString().replace('.000Z', 'Z');
}
