/** Names and values are chosen by this program, never by whoever asks: a stranger must not be able to grow the table. */
export type Labels = Readonly<Record<string, string>>;

interface Series {
  readonly labels: Labels;
  value: number;
}

interface Distribution {
  readonly labels: Labels;
  readonly buckets: number[];
  sum: number;
  count: number;
}

export interface Counter {
  add(labels?: Labels, by?: number): void;
}

export interface Gauge {
  set(value: number, labels?: Labels): void;
}

export interface Histogram {
  /** In the unit that its name ends in. */
  observe(value: number, labels?: Labels): void;
}

/** More series than this of one name are a mistake in the program; what comes later is not counted, and that is counted. */
const MOST_SERIES = 1_000;

/** Counters, gauges and histograms, printed in Prometheus' text format 0.0.4. */
export class Metrics {
  readonly #families: { readonly name: string; print(): readonly string[] }[] = [];
  #dropped = 0;

  counter(name: string, help: string): Counter {
    const series = this.#series(name, help, 'counter');
    return {
      add: (labels = {}, by = 1) => {
        const one = series(labels);
        if (one !== undefined) one.value += by;
      },
    };
  }

  gauge(name: string, help: string): Gauge {
    const series = this.#series(name, help, 'gauge');
    return {
      set: (value, labels = {}) => {
        const one = series(labels);
        if (one !== undefined) one.value = value;
      },
    };
  }

  /** A gauge that is read when the table is printed. */
  measured(name: string, help: string, read: () => number): void {
    this.#add(name, () => [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${read()}`]);
  }

  /** The same for several series. */
  read(name: string, help: string, read: () => readonly (readonly [Labels, number])[]): void {
    this.#add(name, () => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      ...read().map(([labels, value]) => `${name}${printLabels(labels)} ${value}`),
    ]);
  }

  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const all = new Map<string, Distribution>();
    this.#add(name, () => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} histogram`,
      ...[...all.values()].flatMap((one) => printDistribution(name, bounds, one)),
    ]);
    return {
      observe: (value, labels = {}) => {
        const one = this.#one(all, labels, () => ({
          labels,
          buckets: bounds.map(() => 0),
          sum: 0,
          count: 0,
        }));
        if (one === undefined) return;
        bounds.forEach((bound, index) => {
          if (value <= bound) one.buckets[index] = (one.buckets[index] ?? 0) + 1;
        });
        one.sum += value;
        one.count += 1;
      },
    };
  }

  /** The whole table. */
  print(): string {
    return [
      ...this.#families.toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap((family) => family.print()),
      '# HELP mainward_metrics_dropped_total Observations that had too many different labels to be kept.',
      '# TYPE mainward_metrics_dropped_total counter',
      `mainward_metrics_dropped_total ${this.#dropped}`,
      '',
    ].join('\n');
  }

  #series(name: string, help: string, type: string): (labels: Labels) => Series | undefined {
    const all = new Map<string, Series>();
    this.#add(name, () => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...[...all.values()].map((one) => `${name}${printLabels(one.labels)} ${one.value}`),
    ]);
    return (labels) => this.#one(all, labels, () => ({ labels, value: 0 }));
  }

  #one<One>(all: Map<string, One>, labels: Labels, make: () => One): One | undefined {
    const key = printLabels(labels);
    const known = all.get(key);
    if (known !== undefined) return known;
    if (all.size >= MOST_SERIES) {
      this.#dropped += 1;
      return undefined;
    }
    const made = make();
    all.set(key, made);
    return made;
  }

  #add(name: string, print: () => readonly string[]): void {
    if (this.#families.some((family) => family.name === name))
      throw new RangeError(`The metric ${name} is declared twice.`);
    this.#families.push({ name, print });
  }
}

function printDistribution(name: string, bounds: readonly number[], one: Distribution): readonly string[] {
  return [
    ...bounds.map(
      (bound, index) =>
        `${name}_bucket${printLabels({ ...one.labels, le: String(bound) })} ${one.buckets[index] ?? 0}`,
    ),
    `${name}_bucket${printLabels({ ...one.labels, le: '+Inf' })} ${one.count}`,
    `${name}_sum${printLabels(one.labels)} ${one.sum}`,
    `${name}_count${printLabels(one.labels)} ${one.count}`,
  ];
}

function printLabels(labels: Labels): string {
  const parts = Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, value]) =>
        `${key}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
    );
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
