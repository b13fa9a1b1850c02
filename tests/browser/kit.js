/* What the tests have in common: a statusd on a free port, a host of files, and a browser. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import assert from 'node:assert/strict';
import {chromium} from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/* Starts a statusd and waits for its ready line. Returns its URL and how to stop it. */
export async function startStatusd(...options) {
  const child = spawn(process.env.STATUSD, ['--listen', 'http://127.0.0.1:0', ...options], {stdio: ['ignore', 'pipe', 'inherit']});
  const [line] = await once(child.stdout, 'data');
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return {url: JSON.parse(line).listen[0], stop};
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
export const startBrowser = () =>
  chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromiumSandbox: process.getuid() !== 0});

/* A new page. Its member mistakes has what went wrong in it: exceptions, and what its policy forbids. */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(20000);
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

/* What axe finds, a line for each. */
export async function violations(page) {
  await page.evaluate(axe);
  const {violations: found} = await page.evaluate(() => globalThis.axe.run());
  return found.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target}: ${node.failureSummary}`));
}

/* What a command prints in a shell. */
export async function outputOf(command) {
  const child = spawn('sh', ['-c', command], {stdio: ['ignore', 'pipe', 'ignore']});
  let text = '';
  child.stdout.on('data', part => { text += part; });
  await once(child, 'close');
  return text;
}
