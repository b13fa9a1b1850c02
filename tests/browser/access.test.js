/* What axe says of each view, in both themes, on a screen and on a phone; and a picture of each, to be looked at. */
import {mkdirSync} from 'node:fs';
import assert from 'node:assert/strict';
import {after, before, closePage, openPage, startBrowser, startStatusd, test, violations} from './kit.js';

let statusd, browser;
before(async () => {
  mkdirSync('screenshots', {recursive: true});
  [statusd, browser] = await Promise.all([startStatusd(), startBrowser()]);
});
after(async () => { await browser?.close(); await statusd?.stop(); });

const send = async page => {
  await page.click('button.main');
  await page.waitForSelector('.answer pre');
};

const VIEWS = [
  ['list', '/', '#list'],
  ['filtered', '/', '#list', page => page.fill('#filter', 'gateway')],
  ['404', '/#404', '#status svg'],
  ['103', '/#103', '#status svg', send],
  ['429', '/#429', '#status svg', async page => { await page.click('text=Earn it'); await send(page); }],
  ['999', '/#999', '#status svg'],
  ['builder', '/#build/503', '.bar pre', page => page.click('[aria-label="Example of at"]')],
  ['page', '/status/404', 'main'],
];
const THEMES = ['light', 'dark'];
const WIDTHS = {screen: 1280, phone: 360};
const LOOKS = Object.entries(WIDTHS).flatMap(([device, width]) => THEMES.map(theme => ({device, width, theme})));

for (const [name, target, ready, act] of VIEWS) {
  test(name, async () => {
    const page = await openPage(browser, statusd.url + target), wrong = [];
    await page.waitForSelector(ready);
    await act?.(page);
    for (const {device, width, theme} of LOOKS) {
      await page.emulateMedia({colorScheme: theme});
      await page.setViewportSize({width, height: 800});
      await page.screenshot({path: `screenshots/${name}-${theme}-${device}.png`, fullPage: true});
      const surplus = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const found = [...surplus > 0 ? [`${surplus} too wide`] : [], ...await violations(page)];
      wrong.push(...found.map(what => `${theme}, ${device}: ${what}`));
    }
    assert.deepEqual(wrong, []);
    await closePage(page);
  });
}
