/* The list of the statuses: with a script, without one, by keyboard. */
import assert from 'node:assert/strict';
import {STEP, after, before, closePage, openPage, startBrowser, startStatusd, test} from './kit.js';

let statusd, browser;
before(async () => { [statusd, browser] = await Promise.all([startStatusd(), startBrowser()]); });
after(async () => { await browser?.close(); await statusd?.stop(); });

const shownCodes = page => page.$$eval('#list li:not([hidden])', items => items.map(item => Number(item.id)));

/* Types until the list is what it should be: before the catalog is there, the words of the page alone are searched. */
async function filterFor(page, words, codes) {
  const end = Date.now() + STEP;
  do {
    await page.fill('#filter', '');
    await page.fill('#filter', words);
  } while (String(await shownCodes(page)) !== String(codes) && Date.now() < end);
}

test('every status is there, at its short address', async () => {
  const page = await openPage(browser, statusd.url);
  const {statuses} = await (await fetch(`${statusd.url}/catalog`)).json();
  assert.deepEqual(await shownCodes(page), statuses.map(({code}) => code));
  const links = await page.$$eval('#list li a', found => found.map(link => link.getAttribute('href')));
  assert.deepEqual(links, statuses.map(({code}) => `#${code}`));
  await closePage(page);
});

/* By code, phrase, field, document and class; several words have to fit at once. */
const FILTERS = [
  ['418', [418]],
  ['teapot', [418]],
  ['rfc 6585', [428, 429, 431, 511]],
  ['WWW-Authenticate registered', [401]],
  ['1xx informational', [100, 101, 102, 103, 104]],
  ['no such status', []],
];

for (const [words, codes] of FILTERS) {
  test(`the filter finds ${words}`, async () => {
    const page = await openPage(browser, statusd.url);
    await filterFor(page, words, codes);
    assert.deepEqual(await shownCodes(page), codes);
    assert.match(await page.textContent('#list output'), new RegExp(`^${codes.length} of `));
    await page.fill('#filter', '');
    assert.ok((await shownCodes(page)).length > 90);
    await closePage(page);
  });
}

test('the keyboard leads into a status and back', async () => {
  const page = await openPage(browser, statusd.url);
  const focused = () => page.evaluate(() => document.activeElement.closest('li')?.id ?? document.activeElement.id);
  await page.focus('#filter');
  await page.keyboard.type('gateway');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), '502');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), '504');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.equal(await focused(), 'filter');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#status h1:focus');
  assert.match(page.url(), /#502$/);
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('#status h1:has-text("503"):focus');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#list', {state: 'visible'});
  assert.match(page.url(), /#$/);
  await closePage(page);
});

test('the first Tab skips to the content', async () => {
  const page = await openPage(browser, statusd.url);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  assert.ok(await page.isVisible('#list'));
  await closePage(page);
});

for (const target of ['/', '/#404', '/#build']) {
  for (const width of [390, 1280]) {
    test(`nothing shifts at ${target}, ${width} wide`, async () => {
      const page = await openPage(browser, 'about:blank', {viewport: {width, height: 800}});
      await page.addInitScript(() => {
        globalThis.shift = 0;
        new PerformanceObserver(list => list.getEntries().forEach(entry => { globalThis.shift += entry.value; }))
          .observe({type: 'layout-shift', buffered: true});
      });
      await page.goto(statusd.url + target);
      await page.waitForLoadState('networkidle');
      assert.equal(await page.evaluate(() => globalThis.shift), 0);
      await closePage(page);
    });
  }
}

test('the page asks for its style, its script and the catalog, and nothing else', async () => {
  const page = await openPage(browser, 'about:blank'), asked = [];
  page.on('request', request => asked.push(request.url().replace(statusd.url, '')));
  await page.goto(statusd.url);
  await page.waitForLoadState('networkidle');
  assert.deepEqual(asked.filter(url => !url.startsWith('data:')).sort(), ['/', '/catalog', '/static/explorer.js', '/static/style.css']);
  await closePage(page);
});

test('without a script the list leads to the pages of the statuses, and they back', async () => {
  const page = await openPage(browser, statusd.url, {javaScriptEnabled: false});
  assert.ok(await page.isVisible('text=Not Found'));
  assert.ok(!await page.isVisible('#filter'));
  const [response] = await Promise.all([page.waitForResponse('**/status/404'), page.click('text=Not Found')]);
  assert.equal(response.status(), 404);
  assert.match(await page.textContent('h1'), /^404 Not Found$/);
  assert.match(await page.textContent('pre'), /^curl -i 'http:.*\/status\/404'$/);
  await page.click('text=All statuses');
  assert.ok(await page.isVisible('text=Any HTTP status, exactly'));
  await closePage(page);
});

test('the page of a status is that status, and leads to the explorer and the builder', async () => {
  const page = await openPage(browser, 'about:blank');
  assert.equal((await page.goto(`${statusd.url}/404`)).status(), 404);
  await page.click('text=404 in the explorer');
  await page.waitForSelector('#status h1:has-text("404 Not Found")');
  await page.goBack();
  await page.click('text=Shape it');
  await page.waitForSelector('.bar pre:has-text("/status/404")');
  await closePage(page);
});
