import {CLASSES} from './classes.js';
import {element, grouped} from './dom.js';
import {mark} from './tables.js';

const RATE_SPAN = 30_000;
const TOLD_PAUSE = 30_000;

/** The sums of a follower's book, the rate at which seconds arrive, and now and then a word of them for who listens. */
export class Counts {
  constructor(list, told) {
    this.list = list;
    this.told = told;
    this.clear();
  }

  clear() {
    this.seen = [];
    this.toldAt = performance.now();
    this.toldBook = null;
    this.list.replaceChildren();
    this.told.textContent = '';
  }

  /** Takes a book; live if it came as news. */
  take(book, live) {
    if (live || this.seen.length > 0) {
      const now = performance.now();
      this.seen.push([now, book.delivered + book.late]);
      while (this.seen.length > 2 && now - this.seen[1][0] > RATE_SPAN) {
        this.seen.shift();
      }
    }
    this.book = book;
    this.show();
    this.say();
  }

  show() {
    const tiles = [['expected', [], this.book.expected]];
    for (const {name} of CLASSES) {
      tiles.push([name, [mark(name)], this.book[name]]);
    }
    tiles.push(['rate', [], this.rate()]);
    this.list.replaceChildren(...tiles.map(([name, signs, value]) => {
      const tile = element('div', '', element('dt', '', ...signs, name), element('dd', '', typeof value === 'number' ? grouped(value) : value));
      tile.dataset.count = name;
      return tile;
    }));
  }

  rate() {
    const [first, last] = [this.seen[0], this.seen.at(-1)];
    return this.seen.length < 2 ? '–' : `${((last[1] - first[1]) / Math.max((performance.now() - first[0]) / 1000, 1)).toFixed(1)} /s`;
  }

  say() {
    if (this.toldBook && performance.now() - this.toldAt < TOLD_PAUSE) {
      return;
    }
    const before = this.toldBook;
    const changes = before
      ? CLASSES.filter(({name}) => this.book[name] !== before[name]).map(({name}) => `${this.book[name]} ${name}`)
      : [];
    if (changes.length > 0) {
      this.told.textContent = changes.join(', ');
    }
    this.toldBook = this.book;
    this.toldAt = performance.now();
  }
}
