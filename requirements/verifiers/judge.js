// Lets verifiers that nobody here wrote judge badges. Reads {documents, schema, cases} on standard
// input and prints what each verifier says of each case. Nothing leaves the machine: every address
// that a verifier asks for must be among the documents.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';

console.log = console.error; // standard output is for the answer alone
const asked = JSON.parse(readFileSync(0, 'utf8'));
const missing = new Set();

function find(address) {
  const plain = address.split('#')[0];
  if (!(plain in asked.documents)) {
    missing.add(plain);
    throw new Error(`NotFoundError: ${plain} is not among the documents`);
  }
  return asked.documents[plain];
}

globalThis.fetch = async input => {
  const address = typeof input === 'string' ? input : input.url;
  try {
    const body = find(address);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return new Response(text, {status: 200, headers: {'content-type': 'application/json'}});
  } catch (error) {
    return new Response(error.message, {status: 404});
  }
};

const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
const {cryptosuite} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {verifyCredential} = await import('@digitalbazaar/vc');
const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
const dcc = await import('@digitalcredentials/verifier-core');
const jose = await import('jose');
const require = createRequire(import.meta.url);
const Ajv = require('ajv/dist/2019').default;
const formats = require('ajv-formats');

const suite = () => new DataIntegrityProof({cryptosuite});

// A DID's method is asked for by its own address and answered as a document of its own.
async function documentLoader(url) {
  let document = find(url);
  if (url.includes('#') && document.verificationMethod) {
    document = document.verificationMethod.find(one => one.id === url);
    if (!document) {
      throw new Error(`NotFoundError: ${url}`);
    }
    document = {'@context': 'https://w3id.org/security/multikey/v1', ...document};
  }
  return {contextUrl: null, documentUrl: url, document};
}

async function digitalBazaar(credential) {
  const status = options => checkStatus({
    ...options, documentLoader, suite: suite(), verifyBitstringStatusListCredential: true
  });
  const found = await verifyCredential({
    credential, suite: suite(), documentLoader, ...(credential.credentialStatus && {checkStatus: status})
  });
  const revoked = (found.statusResult?.results ?? []).map(one => one.status);
  const errors = (found.error?.errors ?? (found.error ? [found.error] : [])).map(e => e.message);
  return {verified: found.verified, revoked, errors};
}

async function verifierCore(credential) {
  const found = await dcc.verifyCredential({credential, knownDIDRegistries: []});
  const log = Object.fromEntries((found.log ?? []).map(one => [one.id, one.valid]));
  const schema = (found.additionalInformation ?? [])
    .flatMap(one => one.results ?? []).map(one => one.result?.valid);
  return {log, schema, errors: (found.errors ?? []).map(one => one.name)};
}

function ajv(credential) {
  const engine = new Ajv({strict: false, logger: false});
  formats(engine);
  const fits = engine.compile(asked.schema);
  return fits(credential);
}

async function token(one) {
  try {
    const key = await jose.importJWK(find(jose.decodeProtectedHeader(one).kid));
    await jose.compactVerify(one, key);
    return true;
  } catch {
    return false;
  }
}

const judged = {};
for (const [name, one] of Object.entries(asked.cases)) {
  judged[name] = typeof one === 'string' ? {jose: await token(one)} : {
    digitalBazaar: await digitalBazaar(structuredClone(one)),
    verifierCore: await verifierCore(structuredClone(one)),
    ajv: asked.schema ? ajv(one) : null
  };
}
process.stdout.write(JSON.stringify({judged, missing: [...missing]}));
