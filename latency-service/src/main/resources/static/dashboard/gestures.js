/** Panning and zooming by mouse, touch and keys. Drawing an interval with the mouse is the chart library's own. */
export function watchGestures(chart, view, seconds, moveMark) {
  watchKeys(chart, view, moveMark);
  chart.addEventListener('wheel', event => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      view().zoom(event.deltaY > 0 ? 1.25 : 0.8, seconds(event.clientX));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      view().pan((event.deltaX || event.deltaY) / chart.clientWidth);
    }
  }, {passive: false});
  watchPointers(chart, view, seconds);
}

function watchPointers(chart, view, seconds) {
  const down = new Map();
  const starts = event => event.pointerType === 'touch' || (event.pointerType !== 'touch' && event.shiftKey);
  // Before the library sees it: a drag with Shift pans and draws no interval.
  chart.addEventListener('mousedown', event => {
    if (event.shiftKey) {
      event.stopPropagation();
      event.preventDefault();
    }
  }, {capture: true});
  chart.addEventListener('pointerdown', event => {
    if (starts(event)) {
      down.set(event.pointerId, event.clientX);
      chart.setPointerCapture(event.pointerId);
      chart.classList.add('grabbing');
    }
  });
  chart.addEventListener('pointermove', event => {
    if (!down.has(event.pointerId)) {
      return;
    }
    const before = [...down.values()];
    const moved = event.clientX - down.get(event.pointerId);
    down.set(event.pointerId, event.clientX);
    const now = [...down.values()];
    if (now.length === 1) {
      view().pan(-moved / chart.clientWidth);
    } else if (now.length === 2) {
      const spread = Math.abs(now[0] - now[1]);
      if (spread > 20) {
        view().zoom(Math.abs(before[0] - before[1]) / spread, seconds((now[0] + now[1]) / 2));
      }
    }
  });
  for (const over of ['pointerup', 'pointercancel']) {
    chart.addEventListener(over, event => {
      down.delete(event.pointerId);
      if (down.size === 0) {
        chart.classList.remove('grabbing');
      }
    });
  }
}

function watchKeys(chart, view, moveMark) {
  const actions = {
    ArrowLeft: () => view().pan(-0.2),
    ArrowRight: () => view().pan(0.2),
    '+': () => view().zoom(0.5),
    '=': () => view().zoom(0.5),
    '-': () => view().zoom(2),
    Home: () => view().fixed(view().first, view().first + view().span),
    End: () => view().fixed(view().end - view().span, view().end),
    0: () => view().whole(),
    PageUp: () => moveMark(-1),
    PageDown: () => moveMark(1),
  };
  chart.addEventListener('keydown', event => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
}
