import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { type ReactElement, type ReactNode, useMemo } from 'react';

/** A column: what it is called, and what it shows of a row. */
export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Where rows are cards, this one heads each of them. */
  readonly heads?: boolean;
  /** Classes of what its cells hold. */
  readonly className?: string;
}

interface TableProps<Row> {
  /** What the rows are, for whoever cannot see it. */
  readonly label: string;
  readonly rows: readonly Row[];
  /** Stable: made once, outside of what renders. */
  readonly columns: readonly Column<Row>[];
  readonly rowId: (row: Row) => string;
}

const features = tableFeatures({});

/** Rows in columns; cards where the window is narrow. */
export function Table<Row extends object>({ label, rows, columns, rowId }: TableProps<Row>): ReactElement {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return columns.map((column) =>
      helper.display({
        id: column.id,
        header: column.header,
        cell: ({ row }) => column.cell(row.original),
      }),
    );
  }, [columns]);
  const table = useTable({ features, columns: definitions, data: rows, getRowId: rowId });
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table role="table" aria-label={label} className="cards w-full border-collapse text-sm">
        <thead role="rowgroup">
          {table.getHeaderGroups().map((group) => (
            <tr role="row" key={group.id}>
              {group.headers.map((header) => (
                <th
                  role="columnheader"
                  scope="col"
                  key={header.id}
                  className="border-b border-line px-3 py-2 text-left text-xs font-medium whitespace-nowrap text-dim first:pl-4 last:pr-4"
                >
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody role="rowgroup" className="divide-y divide-line">
          {table.getRowModel().rows.map((row) => (
            <tr role="row" key={row.id} className="hover:bg-sunken/60">
              {row.getAllCells().map((cell) => {
                const column = byId.get(cell.column.id);
                return (
                  <td
                    role="cell"
                    key={cell.id}
                    data-label={column?.header}
                    data-card={column?.heads === true ? 'title' : undefined}
                    className={`px-3 py-2 align-middle max-md:px-0 md:first:pl-4 md:last:pr-4`}
                  >
                    <div className={`min-w-0 wrap-anywhere ${column?.className ?? ''}`}>
                      <table.FlexRender cell={cell} />
                    </div>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
