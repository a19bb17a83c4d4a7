import type { Location } from '../../model/location.ts';
import type { SourceText } from './source.ts';
import type { YamlNode } from './tree.ts';

/** Tokens that may still be spent. */
export interface Allowance {
  tokens: number;
  /** What several files may spend together. */
  readonly shared?: Allowance;
}

/** What reading a file may cost; what exceeds it is rejected, never cut off silently. */
export interface YamlBudget {
  /** Of the whole file. */
  readonly bytes: number;
  /** Levels of nesting, aliases expanded. */
  readonly depth: number;
  readonly documents: number;
  /** Aliases in one document. */
  readonly aliases: number;
  /** Nodes that aliases and merges of one document add when expanded. */
  readonly expandedNodes: number;
  /** Lexical tokens in the whole file; bounds the time, where bytes alone do not. */
  readonly tokens: number;
  /**
   * What all files that share it may spend on the general parser, which is slow; everyday YAML is read past it and
   * costs nothing of this.
   */
  readonly shared?: Allowance;
  /** Local tags (`!reference`) that are let through and left to the caller. */
  readonly tags: readonly string[];
}

/** Why a document (or a whole file) was not read. */
export type RejectionCode =
  | 'duplicate-key'
  | 'prototype-key'
  | 'alias-bomb'
  | 'depth'
  | 'bytes'
  | 'nodes'
  | 'documents'
  | 'utf8'
  | 'control-character'
  | 'unknown-tag'
  | 'merge-key'
  | 'template'
  | 'ambiguous'
  | 'syntax';

export interface AcceptedDocument {
  readonly ok: true;
  /** Position in the file, from 0. */
  readonly index: number;
  /** `undefined` for an empty document. */
  readonly root: YamlNode | undefined;
}

export interface RejectedDocument {
  readonly ok: false;
  readonly index: number;
  readonly code: RejectionCode;
  /** One plain sentence, without a full stop. */
  readonly reason: string;
  readonly at: Location;
}

export type YamlDocument = AcceptedDocument | RejectedDocument;

/** A file that could not be split into documents at all has one rejected document. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  /** The decoded text with its line table; empty where the bytes could not be decoded. */
  readonly source: SourceText;
}
