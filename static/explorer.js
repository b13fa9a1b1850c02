/* The explorer of statusd: the list of statuses, one status in detail (#404), and the builder (#build). All that it
 * knows comes from the lists that statusd has as data: catalog, faults and modifiers. */

const root = document.documentElement;
const suffix = root.dataset.data;
const hosted = suffix !== '';  /* the page is on a host of files: a statusd has to be named */
const $ = (selector, within = document) => within.querySelector(selector);

/* ---- Elements ---- */

/* Sets attributes (true: without a value; false, null: not at all; onclick and so on: a listener) and appends children. */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      node.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children.flat().filter(child => child !== null && child !== ''));
  return node;
}

const make = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const draw = (name, attributes = {}, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

const paragraph = (text, attributes) => text === null ? null : make('p', attributes, text);
const shorten = (text, length) => text.length > length ? `${text.slice(0, length - 1)}…` : text;

/* ---- What statusd knows ---- */

const lists = {};

/* A list of statusd's, fetched once. */
function load(name) {
  const member = {catalog: 'statuses', faults: 'faults', modifiers: 'modifiers'}[name];
  lists[name] ??= fetch(name + suffix).then(response => response.json()).then(list => list[member]);
  return lists[name];
}

/* The status of that code, also one without a definition of its own; null where nothing is known about it. */
async function statusOf(code) {
  const found = (await load('catalog')).find(status => status.code === code);
  return found ?? (hosted ? null : fetch(`catalog/${code}`).then(response => response.ok ? response.json() : null));
}

const digitOf = code => String(code)[0];
const isInterim = status => status.code < 200 && status.code !== 101;
const definitionOf = ({document, section}) => section === null ? document : `${document} §${section}`;
const fieldNames = fields => fields.map(field => (field.name ?? field).split(':')[0]);

/* Whether a browser follows the answer by itself (Fetch standard, "redirect status"). */
const isFollowed = status =>
  [301, 302, 303, 307, 308].includes(status.code) && fieldNames(status.fields).includes('Location');

/* ---- The statusd that is asked ---- */

const STANDARD_BASE = 'http://127.0.0.1:8080';
let base = hosted ? remembered() : location.origin + location.pathname.replace(/\/[^/]*$/, '');

function remembered() {
  try {
    return localStorage.getItem('statusd') ?? STANDARD_BASE;
  } catch {
    return STANDARD_BASE;  /* the browser keeps nothing for this page */
  }
}

/* Whether text is the URL of a statusd, which is then asked. */
function setBase(text) {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    return false;
  }
  const url = new URL(text);
  base = (url.origin + url.pathname).replace(/\/$/, '').replaceAll("'", '%27');
  try {
    localStorage.setItem('statusd', base);
  } catch { /* then it is asked for again next time */ }
  return true;
}

/* The command of a request in a list, for the statusd that is asked: the list names the host that made it. */
function commandOf(request, madeBy) {
  const from = new URL(madeBy), to = new URL(base);
  return request.curl.replaceAll(from.origin, base).replaceAll(`Host: ${from.host}\\r`, `Host: ${to.host}\\r`)
    .replace(`nc '${from.hostname}' ${from.port || 80}`, `nc '${to.hostname}' ${to.port || 80}`);
}

const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

/* ---- Sending ---- */

const SHOWN = 16 * 1024;  /* bytes of content */

/* What a browser does not let a page say (Fetch standard, "forbidden request-header"). */
const FORBIDDEN = new RegExp('^(accept-(charset|encoding)|access-control-request-.*|connection|content-length|cookie2?|date|' +
  'dnt|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|te|trailer|transfer-encoding|upgrade|via)$', 'i');

const forbiddenFields = request => fieldNames(request.fields).filter(name => FORBIDDEN.test(name));

/* Why a page cannot send the request at all. The first row that holds is told. */
const UNSENDABLE = [
  [request => ['CONNECT', 'TRACE', 'TRACK'].includes(request.method), 'A browser lets no page send this method.'],
  [request => !request.target.startsWith('/'), 'The request is for a proxy, which a page cannot choose.'],
  [request => request.version !== 'HTTP/1.1', 'The browser chooses the version of HTTP by itself.'],
];

const whyNot = request => UNSENDABLE.find(([holds]) => holds(request))?.[1] ?? null;

/* What the browser hides of the exchange. status is null where it is not known. */
const HIDDEN = [
  [(request, status) => status && isInterim(status),
    (request, status) => `The ${status.code}: a page is given the final response only.`],
  [(request, status) => status?.code === 101,
    () => 'The 101: the browser makes an error of it, as no page may upgrade a connection, but for a WebSocket.'],
  [(request, status) => status && isFollowed(status),
    (request, status) => `The ${status.code}: the browser follows it, and shows where it led.`],
  [(request, status) => status?.code === 407, () => 'The 407: from anything but a proxy, the browser makes an error of it.'],
  [request => forbiddenFields(request).length > 0,
    request => `What a page may not send, and the browser leaves out: ${forbiddenFields(request).join(', ')}.`],
  [request => request.chunked, () => 'Chunks: the browser sends the content with Content-Length.'],
  [request => request.target.includes('fault='),
    () => 'The fault itself: a message that is broken is an error without a word, or is mended silently.'],
  [() => true, () => 'The raw bytes: fields come in lower case and sorted, without the framing and Set-Cookie.'],
];

const hiddenOf = (request, status) =>
  HIDDEN.filter(([holds]) => holds(request, status)).map(([, says]) => says(request, status));

const key = Math.random().toString(36).slice(2, 8);

/* The request with its zeroes, and a key of this page's own: what /earn remembers for others does not matter then. */
function prepare(request) {
  const zeroes = '0'.repeat(request.zeroes ?? 0);
  const fields = request.fields.map((field, i) => i === request.fields.length - 1 ? field + zeroes : field);
  const target = request.target.replace(/\bkey=\w+/, `$&-${key}`);
  return {...request, fields, target: fields.length === 0 ? target + zeroes : target};
}

function requestText(request) {
  const host = fieldNames(request.fields).includes('Host') ? [] : [`Host: ${new URL(base).host}`];
  const lines = [`${request.method} ${request.target} ${request.version}`, ...host, ...request.fields];
  return [...lines.map(line => shorten(line, 400)), ...(request.content === null ? [] : ['', request.content])].join('\n');
}

/* The beginning of the content, as text. An endless one is cut. */
async function readContent(response) {
  const reader = response.body?.getReader(), decoder = new TextDecoder();
  let text = '', length = 0;
  for (let part; reader && length < SHOWN && !(part = await reader.read()).done;) {
    length += part.value.length;
    text += decoder.decode(part.value, {stream: true});
  }
  if (length < SHOWN) {
    return text;
  }
  reader.cancel();
  return `${text.slice(0, SHOWN)}\n… and more, which is not shown`;
}

/* The answer as text, and what there is to say about it. */
async function send(request, signal) {
  const begin = performance.now();
  const headers = request.fields.map(field => [field.split(':')[0], field.slice(field.indexOf(':') + 1).trim()]);
  const response = await fetch(base + request.target, {
    method: request.method, headers, signal, body: request.content, cache: 'no-store', credentials: 'omit',
  });
  const content = await readContent(response);
  const version = response.statusText === '' ? 'HTTP' : 'HTTP/1.1';  /* later versions have no reason phrase */
  const lines = [`${version} ${response.status} ${response.statusText}`,
    ...[...response.headers].map(([name, value]) => `${name}: ${value}`)];
  const led = response.redirected ? ` It was redirected: this is the answer of ${response.url}.` : '';
  return {text: `${lines.join('\n')}\n\n${content}`, note: `In ${Math.round(performance.now() - begin)} ms.${led}`};
}

const failure = error => error.name === 'AbortError' ? 'Stopped.'
  : `The browser says only: ${error.message}. The command shows what came.`;

/* ---- Copying ---- */

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {  /* not there without TLS: the old way */
    const area = make('textarea', {}, text);
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

/* A button that copies what text() returns. */
function copyButton(label, text) {
  const button = make('button', {type: 'button', onclick: async () => {
    await copy(text());
    button.textContent = 'Copied';
    say('Copied.');
    setTimeout(() => { button.textContent = label; }, 1500);
  }}, label);
  return button;
}

/* Tells those who do not see the page. */
const voice = make('div', {role: 'status', class: 'skip'});
const say = text => { voice.textContent = text; };

/* ---- Trying ---- */

/* Sends the requests one after the other and shows each answer in its place, one of places. */
async function sendAll(requests, places, signal) {
  for (const [i, request] of requests.entries()) {
    try {
      const {text, note} = await send(prepare(request), signal);
      places[i].replaceChildren(make('pre', {tabindex: 0, 'aria-label': 'Answer'}, text), make('p', {class: 'soft'}, note));
      say(`${text.split('\n')[0]}. ${note}`);
    } catch (error) {
      places[i].replaceChildren(make('p', {class: 'failed'}, failure(error)));
      say(failure(error));
      return;
    }
  }
}

/* A button that sends what requests() returns; while it does, it stops that. places() has an element for each answer. */
function sendButton(requests, places) {
  let controller = null;
  const button = make('button', {type: 'button', class: 'main', onclick: async () => {
    if (controller !== null) {
      controller.abort();
      return;
    }
    controller = new AbortController();
    button.textContent = 'Stop';
    await sendAll(requests(), places(), controller.signal);
    controller = null;
    button.textContent = 'Send it';
  }}, 'Send it');
  return button;
}

/* On a host of files: asks for the statusd that is to be tried, and calls changed when that is another one. */
function baseField(changed) {
  const wrong = make('p', {class: 'failed', hidden: true}, `A URL is wanted, such as ${STANDARD_BASE}.`);
  const input = make('input', {id: 'base', type: 'url', value: base, spellcheck: 'false', onchange: () => {
    wrong.hidden = setBase(input.value);
    if (wrong.hidden) {
      changed();
    }
  }});
  return hosted ? make('div', {}, make('label', {for: 'base'}, 'The statusd to ask'), input, wrong) : null;
}

/* ---- The exchange, drawn ---- */

/* What an answer carries, in a few words. */
function carried(status) {
  const names = fieldNames(status.fields.filter(field => ['must', 'should'].includes(field.requirement)));
  return [...names, status.content.rule === 'allowed' ? 'content' : 'no content'].join(' · ');
}

/* The messages that answer request, which is one of status. */
function answersOf(status, request, phrases) {
  const known = code => `${code} ${phrases.get(code) ?? ''}`;
  if (request.expect !== status.code) {
    return [{way: 'in', words: known(request.expect)}];
  }
  const own = {way: 'in', words: `${status.code} ${status.phrase}`, more: carried(status), answers: true};
  if (isInterim(status)) {
    const held = status.code === 100 ? [{way: 'out', words: 'the content'}] : [];
    const final = request.target.startsWith('/status/') ? known(200) : 'the final response';
    return [{...own, interim: true, more: 'interim: the answer is still to come'}, ...held, {way: 'in', words: final}];
  }
  return status.code === 101 ? [own, {way: 'out', words: 'WebSocket messages'}, {way: 'in', words: 'and their echo'}] : [own];
}

/* The messages of an exchange, in order. */
function messagesOf(status, requests, phrases) {
  const messages = requests.flatMap(request => [
    {way: 'out', words: `${request.method} ${shorten(request.target, 30)}`, more: fieldNames(request.fields).join(' · ')},
    ...answersOf(status, request, phrases),
  ]);
  return status.connection.closes ? [...messages, {way: 'end', words: 'the connection closes'}] : messages;
}

const STEP = 54, TOP = 34;

function drawMessage(message, i) {
  const y = TOP + i * STEP + 26, out = message.way === 'out', kind = message.answers ? ' answer' : '';
  const [from, to] = out ? ['12%', '88%'] : ['88%', '12%'];
  const style = message.answers ? 'words answered' : 'words';
  const words = draw('text', {x: '50%', y: y - 7, class: style}, shorten(message.words, 44));
  if (message.way === 'end') {
    return [draw('line', {x1: '8%', x2: '92%', y1: y, y2: y, class: 'arrow'}), words];
  }
  return [
    draw('line', {x1: from, x2: to, y1: y, y2: y + 3, class: `arrow${kind}${message.interim ? ' interim' : ''}`,
      'marker-end': `url(#${message.answers ? 'tone' : 'plain'})`}),
    words,
    draw('text', {x: '50%', y: y + 18, class: 'more'}, shorten(message.more ?? '', 52)),
  ];
}

const arrowHead = (id, kind) => draw('marker', {id, orient: 'auto', markerWidth: 9, markerHeight: 8, refX: 8, refY: 4,
  markerUnits: 'userSpaceOnUse'}, draw('path', {d: 'M0 0 9 4 0 8z', class: kind}));

/* The exchange as a picture; who does not see it hears it in words. */
function drawExchange(messages) {
  const height = TOP + messages.length * STEP + 8;
  const told = messages.map(({way, words}) => ({out: 'the client sends ', in: 'the server answers ', end: ''})[way] + words);
  const life = x => draw('line', {x1: x, x2: x, y1: TOP - 8, y2: height - 4, class: 'life'});
  return draw('svg', {height, role: 'img', 'aria-label': `The exchange: ${told.join('; ')}.`},
    arrowHead('plain', 'head'), arrowHead('tone', 'head tone'), life('12%'), life('88%'),
    draw('text', {x: '12%', y: 18, class: 'end'}, 'client'), draw('text', {x: '88%', y: 18, class: 'end'}, 'server'),
    ...messages.flatMap(drawMessage));
}

/* ---- One status ---- */

const RULES = {
  allowed: 'It may have content.', empty: 'No content: Content-Length is 0.', none: null,
  heuristic: 'A cache may keep it even without being told for how long.',
  explicit: 'A cache may keep it only if told for how long.',
  never: 'No cache may keep it.', contested: 'The documents disagree.', 'not-cached': 'It is nothing that a cache keeps.',
};

const withRule = ({rule, note, source}) => [RULES[rule], note ?? (source && `(${source})`)].filter(Boolean).join(' ');

function fieldList(fields) {
  return fields.length === 0 ? 'It asks for none.' : make('ul', {}, fields.map(({name, value, requirement, when}) =>
    make('li', {}, make('code', {}, `${name}: ${value}`), ' ',
      make('small', {}, when === 'always' ? requirement : `${requirement}, ${when.replace('-', ' ')}`))));
}

const codeLink = status => make('li', {class: `s${digitOf(status.code)}`},
  make('a', {href: `#${status.code}`}, make('b', {}, String(status.code)), ` ${status.phrase}`));

function facts(status, catalog) {
  const {definition} = status, words = definitionOf(definition);
  const related = catalog.filter(({code}) => status.related.includes(code));
  const rows = [
    ['What a client does', status.client_should],
    ['Defined in', definition.link === null ? words : make('a', {href: definition.link}, words)],
    ['Fields', fieldList(status.fields)],
    ['Content', withRule(status.content)],
    ['Caching', withRule(status.caching)],
    ['Connection', status.connection.note ?? (status.connection.closes ? 'It closes after this answer.' : null)],
    ['When a server sends it', status.earned_by],
    ['On the wire', status.wire_note],
    ['What others mean by it', status.other_meaning],
    ['Related', related.length === 0 ? null : make('ul', {class: 'links'}, related.map(codeLink))],
  ];
  return make('dl', {}, rows.filter(([, value]) => value !== null)
    .flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));
}

function badges(status) {
  const state = status.until === null ? status.state : `${status.state} until ${status.until}`;
  return make('ul', {class: 'badges'}, [status.class, state, status.vendor].filter(Boolean).map(word => make('li', {}, word)));
}

/* Requests that can be tried: drawn, shown, sent, and the commands that do the same. */
function scenario(status, requests, catalog) {
  const phrases = new Map(catalog.map(({code, phrase}) => [code, phrase]));
  const madeBy = /http:\/\/[^/']+/.exec(catalog[0].example.curl)[0];
  const places = requests.map(() => make('div', {class: 'answer'}));
  const commands = requests.map(request => commandOf(request, madeBy)).join('\n');
  const obstacle = requests.map(whyNot).find(Boolean) ?? null;
  const hides = [...new Set(requests.flatMap((request, i) => hiddenOf(request, i === requests.length - 1 ? status : null)))];
  return [
    make('figure', {}, drawExchange(messagesOf(status, requests, phrases))),
    requests.flatMap((request, i) => [make('pre', {}, requestText(prepare(request))), places[i]]),
    make('div', {class: 'row'}, obstacle === null ? sendButton(() => requests, () => places) : null,
      copyButton('Copy command', () => commands)),
    paragraph(obstacle && `${obstacle} The command can.`),
    make('pre', {}, make('code', {}, commands)),
    make('h3', {}, 'What the browser hides'),
    make('ul', {class: 'hides'}, hides.map(text => make('li', {}, text))),
  ];
}

/* Why a status cannot be earned; null where it can. */
const unearned = ({earn}) => Array.isArray(earn) ? null : `It cannot be earned here. ${earn ?? ''}`;

/* Both ways to the status: asked for by its number, and earned. */
function tryout(status, catalog) {
  const ways = [['Ask for it', [status.example]], ...(Array.isArray(status.earn) ? [['Earn it', status.earn]] : [])];
  const stage = make('div'), buttons = ways.map(([name], i) => make('button', {type: 'button', onclick: () => show(i)}, name));
  let shown = 0;
  function show(nth) {
    shown = nth;
    buttons.forEach((button, i) => button.setAttribute('aria-pressed', i === nth));
    stage.replaceChildren(...scenario(status, ways[nth][1], catalog).flat().filter(part => part !== null));
  }
  show(0);
  return make('section', {'aria-labelledby': 'try'}, make('h2', {id: 'try'}, 'Try it'), baseField(() => show(shown)),
    make('div', {class: 'choice', role: 'group', 'aria-label': 'How to get it'}, buttons),
    paragraph(unearned(status), {class: 'soft'}), stage);
}

/* The way to the list, to the neighbours, and to the builder. */
function neighbours(status, catalog) {
  const before = catalog.findLast(other => other.code < status.code), after = catalog.find(other => other.code > status.code);
  const link = (href, key, label, rel = null) => make('a', {href, rel, 'aria-keyshortcuts': key}, label);
  return make('nav', {class: 'ways', 'aria-label': 'Statuses'}, link('#', 'Escape', '← All statuses'), make('span', {},
    before ? link(`#${before.code}`, 'ArrowLeft', `‹ ${before.code}`, 'prev') : null,
    after ? link(`#${after.code}`, 'ArrowRight', `${after.code} ›`, 'next') : null,
    link(`#build/${status.code}`, null, 'Shape it')));
}

async function showStatus(code) {
  const article = $('#status'), [status, catalog] = await Promise.all([statusOf(code), load('catalog')]);
  if (location.hash !== `#${code}`) {
    return;  /* another one has been asked for since */
  }
  article.className = `s${digitOf(code)}`;
  if (status === null) {
    article.replaceChildren(make('p', {}, make('a', {href: '#'}, '← All statuses')),
      make('h1', {tabindex: -1}, `${code}`), paragraph('It has no definition: a client treats it as the first of its class.'));
    return;
  }
  const title = make('h1', {tabindex: -1}, make('b', {}, String(code)), ` ${status.phrase}`);
  article.replaceChildren(neighbours(status, catalog), title, badges(status), paragraph(status.summary, {class: 'lead'}),
    make('div', {class: 'columns'}, make('section', {'aria-labelledby': 'facts'}, make('h2', {id: 'facts'}, 'What it means'),
      facts(status, catalog)), tryout(status, catalog)));
}

/* ---- The builder ---- */

/* A value as it stands in a query; what reads better plain stays so. */
const encoded = text => encodeURIComponent(text).replace(/%(2C|2F|3A|40)/g, decodeURIComponent).replaceAll("'", '%27');

/* The modifier's own part of its example; the rest are other parameters that it needs. */
const exampleOf = modifier => modifier.example.split('&');

/* Whether the modifier breaks something, or says how something breaks: its example then needs one that does. */
const breaksWith = modifiers => modifier => [modifier.name, ...exampleOf(modifier).slice(1).map(other => other.split('=')[0])]
  .some(needed => modifiers.find(({name}) => name === needed)?.is_fault);

/* Puts the example of a modifier, with all that it needs, into the form. */
function useExample(form, modifier) {
  const [own, ...others] = exampleOf(modifier);
  for (const [name, value] of [[modifier.name, own], ...others.map(other => other.split('='))]) {
    form.elements[name].value = value;
  }
  form.dispatchEvent(new Event('input'));
}

/* What takes the value of a modifier: one line for each where it may be repeated. */
function control(modifier) {
  const attributes = {id: `m-${modifier.name}`, name: modifier.name, placeholder: exampleOf(modifier)[0], class: 'mono',
    spellcheck: 'false', autocomplete: 'off', 'aria-describedby': `h-${modifier.name}`};
  if (modifier.repeats) {
    return [make('textarea', {...attributes, rows: 1})];
  }
  const list = `l-${modifier.name}`;
  return modifier.choices === null ? [make('input', attributes)] : [make('input', {...attributes, list}),
    make('datalist', {id: list}, modifier.choices.map(value => make('option', {value})))];
}

function cell(form, modifier) {
  return make('div', {class: 'cell'},
    make('div', {}, make('label', {for: `m-${modifier.name}`, class: 'mono'}, modifier.name),
      make('button', {type: 'button', class: 'small', 'aria-label': `Example of ${modifier.name}`,
        onclick: () => useExample(form, modifier)}, 'Example')),
    ...control(modifier), make('p', {id: `h-${modifier.name}`}, modifier.help + (modifier.repeats ? '; one a line' : '')));
}

function plainCell(name, label, node, help) {
  return make('div', {class: 'cell'}, make('label', {for: `m-${name}`}, label), node, make('p', {}, help));
}

/* The faults, by what they break; below them what the chosen one sends, and what a client does. */
function faultCell(faults) {
  const told = make('p', {});
  const group = breaks => make('optgroup', {label: `breaks the ${breaks}`}, faults.filter(fault => fault.breaks === breaks)
    .map(fault => make('option', {value: fault.name}, fault.name)));
  const select = make('select', {id: 'm-fault', name: 'fault'}, make('option', {value: ''}, 'none'),
    group('connection'), group('message'));
  const tell = () => {
    const fault = faults.find(({name}) => name === select.value);
    told.replaceChildren(...(fault === undefined ? ['The answer stays whole.'] : [`Sends ${fault.sends}. A correct client: `,
      make('b', {}, fault.client.verdict), `, ${fault.client.does}. `,
      make('a', {href: fault.definition.link}, definitionOf(fault.definition))]));
  };
  tell();
  return {node: make('div', {class: 'cell'}, make('label', {for: 'm-fault'}, 'Fault'), select, told), tell};
}

/* The request that the form describes. */
function composed(form, modifiers) {
  const {codes, method, content} = form.elements;
  const query = modifiers.flatMap(({name, repeats}) => {
    const value = form.elements[name].value;
    return (repeats ? value.split('\n') : [value]).filter(line => line !== '').map(line => `${name}=${encoded(line)}`);
  });
  const target = `/status/${encoded(codes.value.trim() || '200').replace(/%3[BD]/g, decodeURIComponent)}`;
  return {method: method.value, target: query.length === 0 ? target : `${target}?${query.join('&')}`, version: 'HTTP/1.1',
    fields: [], content: content.value !== '' && !['GET', 'HEAD'].includes(method.value) ? content.value : null};
}

function builtCommand(request) {
  const method = {GET: '', HEAD: ' -I'}[request.method] ?? ` -X ${request.method}`;
  const content = request.content === null ? '' : ` --data-binary ${quoted(request.content)}`;
  return `curl -i${method}${content} ${quoted(base + request.target)}`;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'];

function answerFields() {
  const option = value => make('option', {}, value);
  return make('fieldset', {}, make('legend', {}, 'The answer'), make('div', {class: 'cells'},
    plainCell('codes', 'Codes', make('input', {id: 'm-codes', name: 'codes', class: 'mono', value: '503', spellcheck: 'false'}),
      'A code, a range or a class; several are drawn from, by weight: 200:9,503:1'),
    plainCell('method', 'Method', make('select', {id: 'm-method', name: 'method'}, METHODS.map(option)), 'Of the request'),
    plainCell('content', 'Content', make('input', {id: 'm-content', name: 'content', class: 'mono'}),
      'Of the request; GET and HEAD have none here')));
}

/* Marks what is set, and shows what the form describes now, in bar. */
function refresh(form, modifiers, bar, outcome) {
  const request = composed(form, modifiers);
  for (const {name} of modifiers) {
    const input = form.elements[name];
    input.closest('.cell').classList.toggle('set', input.value !== '');
  }
  $('pre', bar).textContent = builtCommand(request);
  $('ul', outcome).replaceChildren(...hiddenOf(request, null).map(text => make('li', {}, text)));
}

/* What stays in sight: the command, and what to do with it. */
function commandBar(request, place) {
  return make('div', {class: 'bar'}, make('pre', {tabindex: 0, 'aria-label': 'The command'}),
    make('div', {class: 'row'}, sendButton(() => [request()], () => [place]),
      copyButton('Copy command', () => builtCommand(request())), copyButton('Copy URL', () => base + request().target)));
}

async function makeBuilder() {
  const [modifiers, faults] = await Promise.all([load('modifiers'), load('faults')]);
  const form = make('form', {onsubmit: event => event.preventDefault()});
  const place = make('div', {class: 'answer s2'}), fault = faultCell(faults);
  const outcome = make('section', {}, place, make('h2', {}, 'What the browser hides'), make('ul', {class: 'hides'}));
  const bar = commandBar(() => composed(form, modifiers), place);
  const update = () => { fault.tell(); refresh(form, modifiers, bar, outcome); };
  const breaks = breaksWith(modifiers), others = modifiers.filter(({name}) => name !== 'fault');
  const cells = which => others.filter(which).map(modifier => cell(form, modifier));
  form.append(answerFields(), make('fieldset', {}, make('legend', {}, 'A fault'),
    make('div', {class: 'cells'}, fault.node, cells(breaks))),
  make('fieldset', {}, make('legend', {}, 'Modifiers'), make('div', {class: 'cells'}, cells(modifier => !breaks(modifier)))));
  form.addEventListener('input', update);
  $('#build').replaceChildren(make('h1', {tabindex: -1}, 'Shape an answer'),
    make('p', {class: 'lead'}, 'Delay it, slow it, break it: any status, with any of these.'),
    baseField(update) ?? '', form, bar, outcome);
  update();
  return form;
}

let builder = null;

async function showBuilder(codes) {
  builder ??= makeBuilder();
  const form = await builder;
  if (codes !== '') {
    form.elements.codes.value = codes;
    form.dispatchEvent(new Event('input'));
  }
}

/* ---- The list ---- */

/* What the filter looks for, of each code: from the page at first, of the whole row once the catalog is there. */
const searched = new Map();

async function learnWords() {
  for (const status of await load('catalog')) {
    const document = definitionOf(status.definition);
    searched.set(String(status.code), [status.code, status.phrase, status.class, `${digitOf(status.code)}xx`, status.vendor ?? '',
      document, document.replace('RFC ', 'rfc'), status.summary, status.state, ...fieldNames(status.fields)].join(' ').toLowerCase());
  }
}

const textOf = item => searched.get(item.id) ?? item.textContent.toLowerCase();

function filterList() {
  const terms = $('#filter').value.toLowerCase().trim().split(/\s+/), items = [...document.querySelectorAll('#list li')];
  for (const item of items) {
    item.hidden = !terms.every(term => textOf(item).includes(term));
  }
  for (const section of document.querySelectorAll('#list section')) {
    section.hidden = !$('li:not([hidden])', section);
  }
  const found = items.filter(item => !item.hidden).length;
  $('#list output').textContent = found === items.length ? `${found} statuses` : `${found} of ${items.length}`;
}

const shownLinks = () => [...document.querySelectorAll('#list li:not([hidden]) a')];

/* The arrow keys go from one status to the next, and from the filter into the list; Enter opens the first found. */
function moveInList(event) {
  const links = shownLinks(), at = links.indexOf(document.activeElement), inFilter = event.target.id === 'filter';
  const next = {ArrowDown: at + 1, ArrowRight: inFilter ? null : at + 1, ArrowUp: at - 1, ArrowLeft: inFilter ? null : at - 1,
    Enter: inFilter ? 0 : null}[event.key] ?? null;
  if (next === null || (at < 0 && !inFilter)) {
    return;
  }
  event.preventDefault();
  if (event.key === 'Enter') {
    links[0]?.click();
  } else {
    (links[next] ?? $('#filter')).focus();
  }
}

function prepareList() {
  for (const item of document.querySelectorAll('#list li')) {
    $('a', item).href = `#${item.id}`;
  }
  $('.origin').textContent = base;
  $('#filter').addEventListener('input', filterList);
  $('#list form').addEventListener('submit', event => event.preventDefault());
  $('#list').addEventListener('keydown', moveInList);
  filterList();
}

/* ---- Which view ---- */

let seen = null;  /* the code that was shown last */

/* The list again: at the status from which one comes. */
function showList() {
  if (seen !== null) {
    document.getElementById(seen)?.querySelector('a').focus();
  }
  seen = null;
}

/* The first view whose pattern fits the fragment. */
const VIEWS = [
  {pattern: /^#(\d{3})$/, id: 'status', show: code => { seen = code; return showStatus(Number(code)); }},
  {pattern: /^#build\/?([\w:,;=.-]*)$/, id: 'build', show: showBuilder},
  {pattern: /^$/, id: 'list', show: showList},
];

function reveal(view) {
  for (const {id} of VIEWS) {
    $(`#${id}`).hidden = id !== view.id;
  }
  for (const link of document.querySelectorAll('header nav a')) {
    const current = link.getAttribute('href') === (view.id === 'build' ? '#build' : '#');
    link.toggleAttribute('aria-current', current);
    if (current) {
      link.setAttribute('aria-current', 'page');
    }
  }
}

async function route(event) {
  const view = VIEWS.find(({pattern}) => pattern.test(location.hash));
  if (view === undefined) {
    return;
  }
  const place = $(`#${view.id}`);
  reveal(view);
  try {
    await view.show(view.pattern.exec(location.hash)[1] ?? '');
  } catch (error) {
    place.replaceChildren(make('p', {class: 'failed'}, `The data did not come: ${error.message}.`));
  }
  const title = view.id === 'list' ? null : $('h1', place);
  document.title = title ? `${title.textContent} · statusd` : 'statusd: any HTTP status, exactly';
  if (event !== undefined && title) {
    scrollTo(0, 0);
    title.focus({preventScroll: true});
  }
}

/* In a status the arrows go to its neighbours, and Escape back to the list. */
function moveInStatus(event) {
  const away = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey ||
    event.target.closest('input, select, textarea, pre');
  const link = {ArrowLeft: 'a[rel=prev]', ArrowRight: 'a[rel=next]', Escape: '.ways a'}[event.key];
  if (!away && link && !$('#status').hidden) {
    $(`#status ${link}`)?.click();
  }
}

document.body.append(voice);
$('.skip').addEventListener('click', event => {
  event.preventDefault();  /* the fragment says which view it is */
  $('#main').focus();
});
addEventListener('hashchange', route);
addEventListener('keydown', moveInStatus);
prepareList();
route();
learnWords().catch(() => {});  /* without the catalog, the words on the page are searched */
