/* The builder: modifiers and faults become a URL and a command. */
import assert from 'node:assert/strict';
import {after, before, closePage, openPage, outputOf, startBrowser, startStatusd, test, waitForCopy} from './kit.js';

let statusd, browser;
before(async () => { [statusd, browser] = await Promise.all([startStatusd(), startBrowser()]); });
after(async () => { await browser?.close(); await statusd?.stop(); });

async function openBuilder(options) {
  const page = await openPage(browser, `${statusd.url}/#build`, options);
  await page.waitForSelector('.bar pre');
  return page;
}

const command = page => page.textContent('.bar pre');

test('every modifier is offered, and every fault', async () => {
  const page = await openBuilder();
  const {modifiers} = await (await fetch(`${statusd.url}/modifiers`)).json();
  const {faults} = await (await fetch(`${statusd.url}/faults`)).json();
  for (const {name} of modifiers) {
    assert.ok(await page.isVisible(`#m-${name}`), name);
  }
  const offered = await page.$$eval('#m-fault option', options => options.map(option => option.value));
  assert.deepEqual(offered.sort(), ['', ...faults.map(({name}) => name)].sort());
  await closePage(page);
});

test('the command follows what is filled in', async () => {
  const page = await openBuilder();
  await page.fill('#m-codes', '200:9,503:1');
  await page.fill('#m-delay', '200ms-1s');
  await page.fill('#m-header', "X-A: it's 1\nX-B: a&b");
  assert.equal(await command(page),
    `curl -i '${statusd.url}/status/200:9,503:1?header=X-A:%20it%27s%201&header=X-B:%20a%26b&delay=200ms-1s'`);
  await page.selectOption('#m-method', 'POST');
  await page.fill('#m-content', "it's");
  assert.match(await command(page), /^curl -i -X POST --data-binary 'it'\\''s' 'http/);
  await closePage(page);
});

test('in a shell the command gets what was composed', async () => {
  const page = await openBuilder();
  await page.fill('#m-codes', '503');
  await page.fill('#m-header', "X-A: it's 1\nX-B: a&b");
  await page.fill('#m-retry_after', '7');
  const printed = await outputOf(await command(page));
  for (const line of ['HTTP/1.1 503 Service Unavailable', "X-A: it's 1", 'X-B: a&b', 'Retry-After: 7']) {
    assert.ok(printed.includes(`${line}\r\n`), printed);
  }
  await closePage(page);
});

test('an example brings what it needs, and a fault says what a client does', async () => {
  const page = await openBuilder();
  await page.click('[aria-label="Example of at"]');
  assert.match(await command(page), /\?fault=reset&at=body'$/);
  assert.match(await page.textContent('.cell:has(#m-fault)'), /Sends a TCP RST\. A correct client: must refuse,.*RFC 9112 §8/);
  assert.match(await page.textContent('#build .hides'), /The fault itself/);
  await closePage(page);
});

/* No example, alone in the form, is refused. */
test('every example is taken', async () => {
  const page = await openBuilder();
  const {modifiers} = await (await fetch(`${statusd.url}/modifiers`)).json();
  for (const {name} of modifiers.filter(modifier => modifier.name !== 'fault')) {
    await page.evaluate(() => document.querySelector('#build form').reset());
    await page.fill('#m-codes', '200');
    await page.click(`[aria-label="Example of ${name}"]`);
    const printed = await outputOf((await command(page)).replace('curl', 'curl -m 20'));
    assert.doesNotMatch(printed, /^HTTP\/1.1 400 /, `${name}: ${printed}`);
  }
  await closePage(page);
});

test('what was composed is sent, and copied', async () => {
  const page = await openBuilder({permissions: ['clipboard-read', 'clipboard-write']});
  await page.fill('#m-codes', '429');
  await page.fill('#m-body', 'not so fast');
  await page.click('button.main');
  await page.waitForSelector('.answer pre');
  assert.match(await page.textContent('.answer pre'), /^HTTP\/1.1 429 Too Many Requests\n[^]*\n\nnot so fast$/);
  await page.click('text=Copy URL');
  await waitForCopy(page);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${statusd.url}/status/429?body=not%20so%20fast`);
  await closePage(page);
});

test('a broken answer is said to be one', async () => {
  const page = await openBuilder();
  await page.selectOption('#m-fault', 'reset');
  await page.click('button.main');
  await page.waitForSelector('.answer .failed');
  assert.match(await page.textContent('.answer'), /The browser says only: .*The command shows what came\./);
  await closePage(page);
});
