/**
 * What is in [from, to) of columns [x, y…], in at most about so many points: the least and the greatest value of as many steps as share a point's
 * place, and a gap where one of them has none. What is few enough is handed back as it is.
 */
export function thin(columns, from, to, most) {
  const [x] = columns;
  const first = Math.max(0, place(x, from) - 1);
  const end = Math.min(x.length, place(x, to) + 1);
  const size = Math.ceil((end - first) / (most / 3));
  if (size <= 3) {
    return columns;
  }
  const thinned = columns.map(() => []);
  for (let begin = first; begin < end; begin += size) {
    const until = Math.min(begin + size, end);
    const last = until - 1;
    const middle = (begin + last) >> 1;
    const marks = middle > begin && last > middle ? [begin, middle, last] : [begin];
    marks.forEach(mark => thinned[0].push(x[mark]));
    for (let i = 1; i < columns.length; i++) {
      const [least, greatest, whole] = extremes(columns[i], begin, until);
      const values = marks.length === 1 ? [columns[i][begin]] : [least, greatest, whole ? columns[i][last] : null];
      values.forEach(value => thinned[i].push(value));
    }
  }
  return thinned;
}

function extremes(column, begin, end) {
  let least = null;
  let greatest = null;
  let whole = true;
  for (let at = begin; at < end; at++) {
    const value = column[at];
    if (value === null) {
      whole = false;
    } else {
      least = least === null || value < least ? value : least;
      greatest = greatest === null || value > greatest ? value : greatest;
    }
  }
  return [least, greatest, whole];
}

/** The first place whose value is not below a bound. */
export function place(x, bound) {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < bound) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
