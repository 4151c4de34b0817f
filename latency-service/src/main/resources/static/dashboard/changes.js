import {ask, book, Problem} from './api.js';

const LONGEST_PAUSE = 30_000;

/**
 * Hears what is booked of a run, over fetch since EventSource cannot send a token. Begins again when the connection ends,
 * until stop() is called on what it returns or the run is closed to the caller.
 *
 * @param heard called with an event's name and what it told; with 'begun' after each connection, 'paused' between them, and 'ended' with the
 *     Problem if there will be no other
 */
export function hear(run, follower, heard) {
  const ending = new AbortController();
  listen(run, follower, heard, ending.signal);
  return {stop: () => ending.abort()};
}

async function listen(run, follower, heard, signal) {
  let pause = 1000;
  let again = false;
  while (!signal.aborted) {
    try {
      const answer = await ask(`${book(run)}/changes`, {query: {follower}, accept: 'text/event-stream', signal});
      heard('begun', {again});
      again = true;
      pause = 1000;
      await readAll(answer.body, heard);
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (error instanceof Problem && error.status !== 503) {
        heard('ended', error);
        return;
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    heard('paused');
    await new Promise(over => setTimeout(over, pause));
  }
}

async function readAll(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    if (done) {
      return;
    }
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events) {
      tell(event, heard);
    }
  }
}

function tell(event, heard) {
  let name = 'message';
  const data = [];
  for (const line of event.split('\n')) {
    if (line.startsWith('event:')) {
      name = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      data.push(line.slice(5).trim());
    }
  }
  if (data.length > 0) {
    heard(name, JSON.parse(data.join('\n')));
  }
}
