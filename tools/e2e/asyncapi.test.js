import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import specifications from '@asyncapi/specs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';

const text = await readFile(new URL('../../docs/asyncapi.yaml', import.meta.url), 'utf8');

function validator() {
  const ajv = new Ajv({ strict: false, allErrors: false });
  addFormats(ajv);
  return ajv.compile(specifications.schemasWithoutId['3.0.0']);
}

test('docs/asyncapi.yaml is an AsyncAPI 3.0.0 document', () => {
  const validate = validator();
  assert.ok(validate(load(text)), JSON.stringify(validate.errors, null, 2));
});

test('which is more than can be said of one with a mistake', () => {
  const validate = validator();
  const document = load(text);
  document.operations.say.action = 'shout';
  assert.equal(validate(document), false);
});

test('its schemas are JSON schemas, and refuse by other validators than ours, too', () => {
  const { messages, schemas } = load(text).components;
  const ajv = new Ajv({ strict: false, unicodeRegExp: true });
  addFormats(ajv);
  ajv.addSchema({ $id: 'chatka', components: { messages, schemas } });
  for (const [name, { payload, examples }] of Object.entries(messages)) {
    const validate = ajv.compile({ $ref: `chatka#/components/messages/${name}/payload` });
    for (const example of examples) {
      assert.ok(validate(example.payload), `${name}: ${JSON.stringify(validate.errors)}`);
      assert.equal(validate({ ...example.payload, type: 'dance' }), false, name);
    }
  }
});
