/* What the tests have in common: an end, a statusd on a free port, a host of files, and a browser. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import * as node from 'node:test';
import assert from 'node:assert/strict';
import {chromium} from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/* In milliseconds. Both keep from hanging and are no verdict: a busy machine is slow, but not so slow. */
export const STEP = 2 * 60 * 1000;
const TEST = 5 * 60 * 1000;

/* Those of node:test, each with an end. */
export const before = body => node.before(body, {timeout: TEST});
export const after = body => node.after(body, {timeout: TEST});
export const test = (name, body) => node.test(name, {timeout: TEST}, body);

/* Starts a statusd and waits for its ready line. Returns its URL and how to stop it, which fails where it complained. */
export async function startStatusd() {
  const child = spawn(process.env.STATUSD, ['--listen', 'http://127.0.0.1:0'], {stdio: ['ignore', 'pipe', 'pipe']});
  let errors = '';
  child.stderr.on('data', part => { errors += part; });
  const end = once(child, 'close').then(([code, signal]) => `statusd ended with ${code ?? signal}: ${errors}`);
  const ready = once(child.stdout, 'data').then(([line]) => JSON.parse(line));
  const {listen} = await Promise.race([ready, end.then(assert.fail)]);
  const stop = async () => {
    child.kill('SIGTERM');
    assert.equal(await end, 'statusd ended with 0: ');
  };
  return {url: listen[0], stop};
}

const TYPES = {html: 'text/html', css: 'text/css', js: 'text/javascript', json: 'application/json'};

/* Serves the files of directory below a path, as a host that has nothing but files does. */
export async function startHost(directory) {
  const server = createServer((request, response) => {
    const name = new URL(request.url, 'http://host').pathname.replace(/^\/below\/any\//, '') || 'index.html';
    try {
      const bytes = readFileSync(join(directory, name));
      response.writeHead(200, {'Content-Type': TYPES[name.split('.').pop()]}).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {url: `http://127.0.0.1:${server.address().port}/below/any/`, stop: () => server.close()};
}

/* The browser of this machine. Root, as in a container, has no sandbox there. */
export const startBrowser = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromiumSandbox: process.getuid() !== 0, timeout: STEP,
});

/* A new page. Its member mistakes has what went wrong in it: exceptions, and what its policy forbids. */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(STEP);
  const page = await context.newPage();
  page.mistakes = [];
  page.on('pageerror', error => page.mistakes.push(error.message));
  page.on('console', message => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) {
      page.mistakes.push(message.text());
    }
  });
  await page.goto(url);
  return page;
}

/* Closes the page, in which nothing went wrong. */
export async function closePage(page) {
  assert.deepEqual(page.mistakes, []);
  await page.context().close();
}

/* Waits until what was copied is said to be: the button says so for a moment only. */
export const waitForCopy = page => page.waitForSelector('[role=status]:text-is("Copied.")', {state: 'attached'});

/* What axe finds, a line for each. */
export async function violations(page) {
  if (!await page.evaluate(() => 'axe' in globalThis)) {
    await page.evaluate(axe);
  }
  const {violations: found} = await page.evaluate(() => globalThis.axe.run({resultTypes: ['violations']}));
  return found.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target}: ${node.failureSummary}`));
}

/* What a command prints in a shell. */
export async function outputOf(command) {
  const child = spawn('sh', ['-c', command], {stdio: ['ignore', 'pipe', 'ignore'], timeout: STEP});
  let text = '';
  child.stdout.on('data', part => { text += part; });
  const [code] = await once(child, 'close');
  assert.notEqual(code, 127, `this machine has no ${command}`);
  return text;
}
