/** The element of this id; there is one, since the page is ours. */
export const byId = id => document.getElementById(id);

/** An element with a class and children; what comes from data becomes text and never markup. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  made.append(...children.map(child => (child instanceof Node ? child : String(child))));
  return made;
}

/** Fills a select with [value, words] and chooses one of them. */
export function offer(select, options, chosen) {
  select.replaceChildren(...options.map(([value, words]) => {
    const option = element('option', '', words);
    option.value = value;
    return option;
  }));
  select.disabled = options.length === 0;
  if (options.some(([value]) => value === chosen)) {
    select.value = chosen;
  }
}

/** Runs something once things have been quiet for so many milliseconds. */
export function whenQuiet(millis, action) {
  let timer;
  return (...told) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...told), millis);
  };
}

/** A number with thin spaces between thousands. */
export const grouped = number => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
