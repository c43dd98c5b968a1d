// What @sigstore/verify says of a bundle: read from stdin, answered on stdout. Started by test_sigstore.py.
//
// {"how": "bundle", …}      its public interface, `new Verifier(…).verify(…)`: signature, log, artifact
// {"how": "inclusion", …}   its check of the log alone: checkpoint, signature of the log, inclusion proof

const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");

const foreign = createRequire(process.argv[2] + "/");
const { Verifier, toSignedEntity, toTrustMaterial } = foreign("@sigstore/verify");
const { verifyTLogInclusion } = foreign("@sigstore/verify/dist/tlog");
const { bundleFromJSON } = foreign("@sigstore/bundle");
const { TrustedRoot } = foreign("@sigstore/protobuf-specs");

const given = JSON.parse(readFileSync(0, "utf8"));
const signer = { rawBytes: Buffer.from(given.signer, "base64") };
const trust = toTrustMaterial(TrustedRoot.fromJSON(given.root), { signer });

function answer() {
  try {
    const bundle = bundleFromJSON(given.bundle);
    if (given.how === "inclusion") {
      bundle.verificationMaterial.tlogEntries.forEach((entry) => verifyTLogInclusion(entry, trust.tlogs));
    } else {
      const thresholds = { tlogThreshold: 1, ctlogThreshold: 0, timestampThreshold: 0 };
      new Verifier(trust, thresholds).verify(toSignedEntity(bundle, Buffer.from(given.artifact, "base64")));
    }
    return { accepted: true };
  } catch (problem) {
    return { accepted: false, code: problem.code || problem.name, message: problem.message };
  }
}

console.log(JSON.stringify(answer()));
