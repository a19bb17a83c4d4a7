import type { AgentInventory } from '../inventory.ts';
import type { AgentFact } from './fact.ts';

/** Secrets of the agents that lie readable in Git, and clusters that are reached with a lasting credential. */
export function credentialFacts(inventory: AgentInventory): readonly AgentFact[] {
  const facts: AgentFact[] = [];
  for (const { fact: secret } of inventory.secrets) {
    const subject = `Secret ${secret.namespace}/${secret.name}`;
    const base = { agent: secret.agent, subject, at: secret.at, feeds: [] } as const;
    const plain = secret.protection === 'plain';
    facts.push({
      ...base,
      fact: 'credential-plain',
      answer: plain ? 'yes' : 'no',
      why: plain
        ? `${secret.secretKeys.join(', ')} can be read by whoever reads the repository`
        : `its secret values are ${secret.protection}`,
    });
    if (secret.role === 'cluster') {
      facts.push({
        ...base,
        fact: 'cluster-credential-static',
        answer: secret.staticCredential ? 'yes' : 'no',
        why: secret.staticCredential
          ? 'the cluster is reached with a lasting credential'
          : 'no lasting credential is in the Secret',
      });
    }
    if (secret.insecure)
      facts.push({
        ...base,
        fact: 'source-insecure',
        answer: 'yes',
        why: 'the Secret switches verification of the other side off',
      });
  }
  return facts;
}
