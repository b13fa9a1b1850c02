/* One status: what it means, its exchange drawn, and sent. */
import assert from 'node:assert/strict';
import {after, before, closePage, openPage, outputOf, startBrowser, startStatusd, test, waitForCopy} from './kit.js';

let statusd, browser, statuses;
before(async () => {
  [statusd, browser] = await Promise.all([startStatusd(), startBrowser()]);
  ({statuses} = await (await fetch(`${statusd.url}/catalog`)).json());
});
after(async () => { await browser?.close(); await statusd?.stop(); });

async function openStatus(code, options) {
  const page = await openPage(browser, `${statusd.url}/#${code}`, options);
  await page.waitForSelector('#status svg');
  return page;
}

/* The same page at another status. */
async function turnTo(page, code) {
  await page.evaluate(to => { location.hash = to; }, code);
  await page.waitForSelector(`#status h1:has-text("${code}")`);
}

const drawn = page => page.$$eval('svg .words', texts => texts.map(text => text.textContent));

/* Sends what is shown, and waits for the last answer, or for what the browser says in its place. */
async function sendIt(page) {
  await page.dispatchEvent('button.main', 'click');
  await page.waitForSelector('button:has-text("Send it")');
  return page.$$eval('.answer pre, .answer .failed', found => found.map(node => node.textContent));
}

test('404 is explained', async () => {
  const page = await openStatus(404);
  assert.equal(await page.title(), '404 Not Found · statusd');
  assert.equal(await page.getAttribute('#status dl a', 'href'), 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5');
  const names = await page.$$eval('#status dt', terms => terms.map(term => term.textContent));
  for (const name of ['What a client does', 'Defined in', 'Fields', 'Content', 'Caching', 'When a server sends it', 'Related']) {
    assert.ok(names.includes(name), name);
  }
  assert.match(await page.textContent('#status dl'), /410\s+Gone/);
  await closePage(page);
});

test('each status has its view, and its picture is told in words', async () => {
  const page = await openStatus(100);
  for (const {code, phrase} of statuses) {
    await turnTo(page, code);
    assert.equal(await page.textContent('#status h1'), `${code} ${phrase}`);
    assert.match(await page.getAttribute('#status svg', 'aria-label'), new RegExp(`the server answers ${code} `));
  }
  await closePage(page);
});

test('a code without a definition has one all the same', async () => {
  const page = await openStatus(477);
  assert.match(await page.textContent('#status'), /unassigned/);
  await closePage(page);
});

/* RFC 9110 §15.2: an interim response goes before the final one; §10.1.1: the content waits for the 100. */
const PICTURES = [
  [103, ['GET /status/103', '103 Early Hints', '200 OK']],
  [100, ['POST /status/100', '100 Continue', 'the content', '200 OK']],
  [204, ['DELETE /status/204', '204 No Content']],
];

for (const [code, messages] of PICTURES) {
  test(`${code} is drawn`, async () => {
    const page = await openStatus(code);
    assert.deepEqual(await drawn(page), messages);
    await closePage(page);
  });
}

test('sent, the request and the answer are shown as they are', async () => {
  const page = await openStatus(418);
  assert.match(await page.textContent('#try ~ div pre'), /^BREW \/status\/418 HTTP\/1.1\nHost: 127\.0\.0\.1:\d+\n[^]*\n\nstart$/);
  const [answer] = await sendIt(page);
  assert.match(answer, /^HTTP\/1.1 418 I'm a teapot\n(.*\n)*content-type: application\/problem\+json\n(.*\n)*\n\{/);
  assert.match(await page.textContent('.answer .soft'), /^In \d+ ms\.$/);
  await closePage(page);
});

/* What Fetch and browsers keep from a page: interim responses, redirects, a 407 from no proxy, and the 101. */
const KEPT = [100, 101, 102, 103, 104, 301, 302, 303, 307, 308, 407];

for (const way of ['Ask for it', 'Earn it']) {
  test(`${way}: each status that a page can see`, async () => {
    const page = await openStatus(200), wrong = [];
    for (const {code, earn, example} of statuses) {
      await turnTo(page, code);
      const offered = await page.isVisible(`button:has-text("${way}")`);
      assert.equal(offered, way === 'Ask for it' || Array.isArray(earn), `${code}`);
      if (!offered) {
        continue;
      }
      await page.dispatchEvent(`button:has-text("${way}")`, 'click');
      if (!await page.isVisible('button.main')) {
        assert.match(await page.textContent('#status'), /The command can\./);
        continue;
      }
      const answer = (await sendIt(page)).at(-1), hides = await page.textContent('.hides');
      const left = /leaves out|Chunks:/.test(hides) && way === 'Earn it';
      if (KEPT.includes(code)) {
        assert.match(hides, new RegExp(`The ${code}`));
      } else if (!left && !answer.startsWith(`HTTP/1.1 ${code} `)) {
        wrong.push(`${code} ${example.method}: ${answer.split('\n')[0]}`);
      }
    }
    assert.deepEqual(wrong, []);
    await closePage(page);
  });
}

test('the command is copied, and prints what the browser hides', async () => {
  const page = await openStatus(103, {permissions: ['clipboard-read', 'clipboard-write']});
  await page.click('text=Copy command');
  await waitForCopy(page);
  const command = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(command, `curl -i '${statusd.url}/status/103'`);
  assert.match(await outputOf(command), /^HTTP\/1.1 103 Early Hints\r\n[^]*HTTP\/1.1 200 OK\r\n/);
  await closePage(page);
});

test('an answer that does not come can be stopped', async () => {
  const page = await openPage(browser, `${statusd.url}/#build/200`);
  await page.fill('#m-delay', '200s');
  await page.click('button.main');
  await page.click('text=Stop');
  await page.waitForSelector('text=Stopped.');
  await closePage(page);
});
