/* /openapi.json, as its validator sees it. */
import assert from 'node:assert/strict';
import {Validator} from '@seriousme/openapi-schema-validator';
import {after, before, startStatusd, test} from './kit.js';

let statusd;
before(async () => { statusd = await startStatusd(); });
after(() => statusd?.stop());

test('the description is valid, and describes what is there', async () => {
  const description = await (await fetch(`${statusd.url}/openapi.json`)).json();
  const {valid, errors} = await new Validator().validate(description);
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(description.openapi.slice(0, 3), '3.1');
  const {modifiers} = await (await fetch(`${statusd.url}/modifiers`)).json();
  assert.deepEqual(Object.keys(description.components.parameters), modifiers.map(modifier => modifier.name));
  for (const path of ['/status/{codes}', '/sequence/{key}/{codes}', '/catalog/{code}', '/earn/documents/{name}']) {
    assert.ok(description.paths[path], path);
  }
});

/* Each path without parameters that takes GET is there. */
test('every path is answered', async () => {
  const {paths} = await (await fetch(`${statusd.url}/openapi.json`)).json();
  for (const [path, item] of Object.entries(paths)) {
    if (item.get && !path.includes('{')) {
      const response = await fetch(statusd.url + path, {redirect: 'manual'});
      assert.ok(![405, 501].includes(response.status), `${path}: ${response.status}`);
      const problem = response.status === 404 ? await response.json() : {detail: ''};
      assert.ok(!problem.detail.startsWith('there is nothing at'), `${path}: ${problem.detail}`);
    }
  }
});
