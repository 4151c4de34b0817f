const SHORTEST = 10;

/** The interval of GPS time in view, within what the run has. Tells its listener once a frame. */
export class View {
  constructor(changed) {
    this.changed = changed;
    this.first = 0;
    this.end = 1;
    this.from = 0;
    this.to = 1;
    this.kind = 'whole';
    this.seconds = 300;
    this.waiting = false;
  }

  /** What the run has; the view grows or moves along if it is of the whole or of the newest. */
  bounds(first, end) {
    this.first = first;
    this.end = Math.max(end, first + 1);
    this.arrange();
  }

  whole() {
    this.kind = 'whole';
    this.arrange();
  }

  last(seconds) {
    this.kind = 'last';
    this.seconds = seconds;
    this.arrange();
  }

  fixed(from, to) {
    this.kind = 'fixed';
    const span = Math.min(Math.max(to - from, SHORTEST), Math.max(this.end - this.first, SHORTEST));
    this.from = Math.min(Math.max(from, this.first), Math.max(this.end - span, this.first));
    this.to = this.from + span;
    this.tell();
  }

  get span() {
    return this.to - this.from;
  }

  pan(share) {
    const by = this.span * share;
    this.fixed(this.from + by, this.to + by);
  }

  /** Zooms around a GPS second; below 1 comes nearer. */
  zoom(factor, around = (this.from + this.to) / 2) {
    const span = Math.max(this.span * factor, SHORTEST);
    if (span >= this.end - this.first) {
      this.whole();
      return;
    }
    const from = around - (around - this.from) * (span / this.span);
    this.fixed(from, from + span);
  }

  /** As a link tells it. */
  get gps() {
    switch (this.kind) {
      case 'whole': return '';
      case 'last': return `last${this.seconds}`;
      default: return `${Math.floor(this.from)}-${Math.ceil(this.to)}`;
    }
  }

  arrange() {
    if (this.kind === 'whole') {
      this.from = this.first;
      this.to = Math.max(this.end, this.first + SHORTEST);
    } else if (this.kind === 'last') {
      this.to = this.end;
      this.from = this.end - this.seconds;
    }
    this.tell();
  }

  tell() {
    if (!this.waiting) {
      this.waiting = true;
      requestAnimationFrame(() => {
        this.waiting = false;
        this.changed(this);
      });
    }
  }
}
