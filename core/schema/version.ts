/** Version of the canonical records; rises with every change that a reader of the rows could notice. */
export const SCHEMA_VERSION = 3;
