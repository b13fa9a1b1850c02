/* What axe says of each view, in both themes, on a screen and on a phone; and a picture of each, to be looked at. */
import {mkdirSync} from 'node:fs';
import {after, before, test} from 'node:test';
import assert from 'node:assert/strict';
import {closePage, openPage, startBrowser, startStatusd, violations} from './kit.js';

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
const WIDTHS = {screen: 1280, phone: 360};

for (const [name, target, ready, act] of VIEWS) {
  for (const theme of ['light', 'dark']) {
    for (const [device, width] of Object.entries(WIDTHS)) {
      test(`${name}, ${theme}, ${device}`, async () => {
        const page = await openPage(browser, statusd.url + target, {colorScheme: theme, viewport: {width, height: 800}});
        await page.waitForSelector(ready);
        await act?.(page);
        await page.screenshot({path: `screenshots/${name}-${theme}-${device}.png`, fullPage: true});
        assert.deepEqual(await violations(page), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} too wide`);
        await closePage(page);
      });
    }
  }
}
