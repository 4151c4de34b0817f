#!/usr/bin/env python3
"""How smoothly the dashboard pans over a day of 86,400 steps, in Chromium.

    python3 -m venv /tmp/browser && /tmp/browser/bin/pip install selenium
    ./rehearse --chunks 86400 --speed max --gps 1479513618 --keep 3600 --keep-running     # prints URL and a token
    /tmp/browser/bin/python benchmarks/dashboard.py URL RUN FOLLOWER TOKEN-FILE

Opens twelve hours of the run in steps of one second, moves them by a hundredth of their length in each frame for ten
seconds, to and fro, and prints the time from frame to frame. Needs Debian's chromium and chromium-driver. Exit 1 if a
frame took more than 100 ms.
"""

import json
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

LONGEST_MS = 100
SECONDS = 10

LOG_IN = """
const [token, done] = arguments;
import('./dashboard/api.js').then(({useToken}) => { useToken(token); done(); });
"""

PAN = """
const [seconds, done] = arguments;
const chart = document.getElementById('chart');
const frames = [];
const begun = performance.now();
let before = begun;
const move = now => {
  frames.push(now - before);
  before = now;
  if (now - begun > seconds * 1000) {
    done(frames.slice(1));
    return;
  }
  const there = Math.floor((now - begun) / 2000) % 2 === 0;
  chart.dispatchEvent(new WheelEvent('wheel', {deltaX: (there ? 1 : -1) * chart.clientWidth / 100, bubbles: true, cancelable: true}));
  requestAnimationFrame(move);
};
requestAnimationFrame(move);
"""


def main():
    if len(sys.argv) != 5:
        print(__doc__, file=sys.stderr)
        return 2
    url, run, follower = sys.argv[1:4]
    with open(sys.argv[4], encoding="utf-8") as file:
        token = file.read().strip()
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--window-size=1280,1000"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        browser.set_script_timeout(120)
        browser.get(url)
        browser.execute_async_script(LOG_IN, token)
        first = json.loads(browser.execute_async_script(
            "const [run, done] = arguments; import('./dashboard/api.js').then(({json, book}) => json(book(run)))"
            ".then(told => done(JSON.stringify(told)));", run))["firstGps"]
        begun = time.monotonic()
        browser.execute_script("location.hash = arguments[0]", "run=%s&follower=%s&step=1&gps=%d-%d" % (
            run, follower, first + 21_600, first + 64_800))
        WebDriverWait(browser, 120).until(
            lambda page: "Steps of 1 s" in page.find_element("id", "interval").text)
        print("shown after %.1f s: %s" % (time.monotonic() - begun, browser.find_element("id", "interval").text))
        time.sleep(2)
        frames = sorted(browser.execute_async_script(PAN, SECONDS))
    finally:
        browser.quit()
    over = sum(each > LONGEST_MS for each in frames)
    print("%d frames: median %.0f ms, p95 %.0f ms, longest %.0f ms, %d over %d ms" % (
        len(frames), frames[len(frames) // 2], frames[int(len(frames) * 0.95)], frames[-1], over, LONGEST_MS))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
