import { stringify, TomlDate } from 'smol-toml';
import { IntegrityError } from '../errors/integrity-error.ts';
import { certificateTime, type Certificate } from './certificate.ts';
import { certificateSchema, fromToml } from './certificate-schema.ts';
import { describeIssues, faultLine } from './describe-issues.ts';
import { parseToml } from './parse-toml.ts';

/**
 * @param file shown in messages
 * @throws IntegrityError `certificate-syntax`, `certificate-invalid`
 */
export function parseCertificate(text: string, file: string): Certificate {
  const toml = parseToml(text, file, 'certificate-syntax');
  if (!toml.ok) throw new IntegrityError(toml.fault);
  const checked = certificateSchema.safeParse(toml.value);
  if (checked.success) return fromToml(checked.data);
  const faults = describeIssues(certificateSchema, checked.error.issues);
  throw new IntegrityError({
    code: 'certificate-invalid',
    message: `${file}: ${faultLine(faults)}.`,
    hint: `Birth certificates are written by sg and never change; \`git log -- ${file}\` shows who changed this one.`,
    details: { file, faults: faults.map(({ field, message }) => ({ field, message })) },
  });
}

/** TOML text with a fixed order of keys, so that equal certificates have equal bytes. */
export function formatCertificate(certificate: Certificate): string {
  const { engine, cost, remote } = certificate;
  const document = {
    locus: certificate.locus,
    digest: certificate.digest,
    origin: certificate.origin,
    generation: certificate.generation,
    parents: certificate.parents,
    created: new Moment(certificate.created),
    contract: certificate.contract,
    prompted_by: certificate.promptedBy,
    note: certificate.note,
    engine: engine && { name: engine.name, model: engine.model, prompt: engine.prompt },
    cost: cost && {
      input_tokens: cost.inputTokens,
      output_tokens: cost.outputTokens,
      amount: cost.money?.amount,
      currency: cost.money?.currency,
    },
    remote: remote && { url: remote.url, commit: remote.commit },
  };
  return stringify(document);
}

/** Prints no milliseconds where there are none. */
class Moment extends TomlDate {
  override toISOString(): string {
    return certificateTime(new Date(this.getTime()));
  }
}
