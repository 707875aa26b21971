// Each check finds what it is there for: what is right is broken, and must be noticed.
import assert from 'node:assert';
import fs from 'node:fs';
import test from 'node:test';
import * as statemachines from './statemachines.mjs';
import * as documents from './documents.mjs';
import * as policies from './policies.mjs';
import * as workflows from './workflows.mjs';
import { differences } from './totals.mjs';

const ingest = fs.readFileSync(new URL('../statemachines/ingest-one-date.asl.json', import.meta.url), 'utf8');
const daily = fs.readFileSync(new URL('../statemachines/daily.asl.json', import.meta.url), 'utf8');

function broken(text, from, to) {
  assert.ok(text.includes(from), from);
  return statemachines.check('x', text.replace(from, to)).list.join('\n');
}

test('definitions as they are have no problem', () => {
  assert.deepStrictEqual(statemachines.check('x', ingest).list, []);
});

test('a misspelled argument is found at any depth', () => {
  assert.match(broken(ingest, '"ApplicationId"', '"ApplicationID"'), /has no field ApplicationID/);
  assert.match(broken(ingest, '"EntryPointArguments"', '"EntrypointArguments"'), /SparkSubmit has no field EntrypointArguments/);
  assert.match(broken(ingest, '"MetricName"', '"Metric"'), /MetricDatum has no field Metric/);
});

test('a missing argument is found', () => {
  assert.match(broken(ingest, '"ExecutionRoleArn": "${job_role_arn}",', ''), /needs ExecutionRoleArn/);
});

test('an API that does not exist is found', () => {
  assert.match(broken(ingest, 'emr-serverless:startJobRun.sync', 'emr-serverless:startJob.sync'), /has no API startJob/);
  assert.match(broken(ingest, 's3:getObject', 's3:getObjekt'), /has no API getObjekt/);
});

test('a pattern that the service does not have is found', () => {
  assert.match(broken(ingest, 'athena:startQueryExecution.sync', 'athena:startQueryExecution.waitForTaskToken'), /cannot wait/);
});

test('a misspelled field of a retrier is found', () => {
  assert.match(broken(ingest, '"MaxDelaySeconds"', '"MaxDelay"'), /a retrier has no field MaxDelay/);
});

test('a state that waits for ever is found', () => {
  assert.match(broken(ingest, '"TimeoutSeconds": ${decision_timeout_seconds},', ''), /AskForDecision: waits for ever/);
});

test('a transition to nowhere is found', () => {
  assert.notStrictEqual(broken(daily, '"Next": "MarkDone"', '"Next": "MarkDun"'), '');
});

const statement = (action, resource) => ({ Statement: [{ Sid: 'S', Action: [action], Resource: [resource] }] });
const problems = async (action, resource) => (await policies.check('r', statement(action, resource))).list.join('\n');

test('an action that does not exist is found', async () => {
  assert.match(await problems('states:StartExecutions', '*'), /no such action/);
});

test('a wildcard where there is an ARN is found', async () => {
  assert.match(await problems('states:StartExecution', '*'), /has \*/);
});

test('a resource of another kind is found', async () => {
  assert.match(await problems('sqs:SendMessage', 'arn:aws:sns:eu-central-1:111122223333:queue'), /given none of/);
  assert.strictEqual(await problems('sqs:SendMessage', 'arn:aws:sqs:eu-central-1:111122223333:queue'), '');
});

const workflow = (uses) => `on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ${uses}\n`;

test('an action that is not pinned is found', async () => {
  assert.match((await workflows.check('w.yml', workflow('actions/checkout@v4'))).list.join('\n'), /not pinned/);
  assert.deepStrictEqual((await workflows.check('w.yml', workflow(`actions/checkout@${'a'.repeat(40)}`))).list, []);
});

test('a job that needs one that is not there is found', async () => {
  const text = workflow(`actions/checkout@${'a'.repeat(40)}`).replace('runs-on', 'needs: b\n    runs-on');
  assert.match((await workflows.check('w.yml', text)).list.join('\n'), /needs job "b"/);
});

const run = () => ({
  verdict: 'PUBLISHED', published: true, balanced: true, files: { refused: 0 },
  rows: { read: 10, blank_lines: 0, without_amount: 1, processed: 9, condemned: 0 },
  money: { EUR: { read: '10.00', processed: '9.00' } },
});

test('control totals that agree are agreed, wherever the rows went', () => {
  const production = run();
  production.rows.processed = 8;
  production.rows.condemned = 1;
  assert.deepStrictEqual(differences(run(), production), []);
});

test('a cent, a row, a currency or a refusal is a difference', () => {
  const cent = run();
  cent.money.EUR.read = '10.01';
  assert.match(differences(cent, run())[0], /EUR read: 10\.01/);
  const row = run();
  row.rows.read = 11;
  assert.match(differences(row, run())[0], /rows read: 11/);
  const currency = run();
  currency.money.USD = { read: '1' };
  assert.match(differences(run(), currency)[0], /USD read: undefined/);
  assert.strictEqual(differences({ ...run(), files: { refused: 1 }, published: false, balanced: false }, run()).length, 3);
});

test('a command that the service does not have is found', () => {
  const of = (line) => documents.check('d', line).list.join('\n');
  assert.match(of('aws stepfunctions redrive --execution-arn x'), /no aws stepfunctions redrive/);
  assert.match(of('aws stepfunctions redrive-execution --arn x'), /has no --arn/);
  assert.strictEqual(of('aws stepfunctions redrive-execution --execution-arn x --query y'), '');
});
