import type { Location } from '../../model/location.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import type { YamlBudget } from '../yaml/document.ts';

export interface RenderOptions {
  /** Kinds that matter; others are dropped early, and what can only concern others makes nothing unknown. */
  readonly kinds: readonly string[];
  /** A finer choice among objects of those kinds, asked of the object as written. */
  readonly interesting?: (object: KubeObject) => boolean;
  /** What reading the files may cost. */
  readonly budget?: Partial<YamlBudget>;
}

export interface RenderedObject {
  readonly object: KubeObject;
  /** Where the object itself was written. */
  readonly from: Location;
  /** Kustomization files that passed it on, innermost first. */
  readonly chain: readonly string[];
}

/** Something that was not rendered and may concern objects of interest. */
export interface Unrendered {
  readonly reason: string;
  readonly at: Location;
  /** Kinds of interest it may concern; `undefined` means any. */
  readonly mayConcern?: readonly string[];
}

export interface Rendered {
  readonly objects: readonly RenderedObject[];
  /** Every file that was read or stands for input: kustomizations, resources, patches, generator inputs. */
  readonly consumed: ReadonlySet<string>;
  readonly unknown: readonly Unrendered[];
}
