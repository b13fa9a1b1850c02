/* The explorer as files, on a host that has nothing but files. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import assert from 'node:assert/strict';
import {after, before, closePage, openPage, startBrowser, startHost, startStatusd, test} from './kit.js';

let statusd, browser, host, folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'statusd-hosted-'));
  execFileSync(process.env.STATUSD, ['--static-site', join(folder, 'site')]);
  [statusd, browser, host] = await Promise.all([startStatusd(), startBrowser(), startHost(join(folder, 'site'))]);
});
after(async () => {
  await browser?.close();
  host?.stop();
  await statusd?.stop();
  rmSync(folder, {recursive: true});
});

test('a statusd is asked for, then tried', async () => {
  const page = await openPage(browser, `${host.url}#404`);
  await page.waitForSelector('#status svg');
  await page.fill('#base', 'nonsense');
  await page.press('#base', 'Tab');
  assert.ok(await page.isVisible('text=A URL is wanted, such as http://127.0.0.1:8080.'));
  await page.fill('#base', `${statusd.url}/`);
  await page.press('#base', 'Tab');
  await page.waitForSelector(`text=curl -i '${statusd.url}/status/404'`);
  await page.click('button.main');
  await page.waitForSelector('.answer pre');
  assert.match(await page.textContent('.answer pre'), /^HTTP\/1.1 404 Not Found\n/);
  await page.reload();
  await page.waitForSelector('#status svg');
  assert.equal(await page.inputValue('#base'), statusd.url);
  await closePage(page);
});

test('nothing is asked of another host before that', async () => {
  const page = await openPage(browser, 'about:blank'), asked = [];
  page.on('request', request => asked.push(request.url()));
  await page.goto(`${host.url}#build`);
  await page.waitForSelector('.bar pre');
  assert.deepEqual(asked.filter(url => !url.startsWith(host.url) && !url.startsWith('data:')), []);
  assert.equal(await page.textContent('.bar pre'), "curl -i 'http://127.0.0.1:8080/status/503'");
  await closePage(page);
});

test('without a script the list leads to the definitions', async () => {
  const page = await openPage(browser, host.url, {javaScriptEnabled: false});
  assert.equal(await page.getAttribute('li[id="404"] a', 'href'), 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5');
  await closePage(page);
});
