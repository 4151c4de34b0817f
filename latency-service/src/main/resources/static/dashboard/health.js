import {json} from './api.js';
import {element, grouped} from './dom.js';

const PAUSE = 10_000;
const WORDS = {db: 'database', kafka: 'Kafka', journey: 'intake', embargoes: 'embargoes'};

/** Shows how the parts around the book are, again and again while the page is looked at. */
export function watchHealth(list) {
  const look = async () => {
    if (document.hidden) {
      return;
    }
    try {
      const {parts} = await json('v1/dashboard/health');
      list.replaceChildren(...parts.map(item));
    } catch (error) {
      list.replaceChildren(item({name: 'latency-service', status: `does not answer (${error.message})`}));
    }
  };
  setInterval(look, PAUSE);
  document.addEventListener('visibilitychange', look);
  look();
  return look;
}

function item({name, status, lag}) {
  const up = status === 'UP';
  const words = [WORDS[name] ?? name, ' ', element('span', 'sign', up ? '✓ up' : `✗ ${status.toLowerCase().replaceAll('_', ' ')}`)];
  if (lag !== undefined) {
    words.push(`, ${grouped(lag)} records wait`);
  }
  return element('li', up ? 'up' : 'down', ...words);
}
