"""Writes the Parquet of an export again with pyarrow: its columns, its pictures from the store's files, its row groups."""

import glob
import json
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq

export, blobs, out = sys.argv[1:]
seconds = 0.0
frames = 0
for number, path in enumerate(sorted(glob.glob(export + "/data/*.parquet"))):
    source = pq.ParquetFile(path)
    plain = [name for name in source.schema_arrow.names if name != "images"]
    groups = []
    for group in range(source.num_row_groups):
        table = source.read_row_group(group)
        names = [[image["path"] for image in row] for row in table.column("images").to_pylist()]
        groups.append((table.select(plain), names, table.schema))
        del table
    began = time.perf_counter()
    writer = None
    for table, names, schema in groups:
        pictures = []
        for row in names:
            one = []
            for name in row:
                with open(f"{blobs}/{name[:2]}/{name[:64]}", "rb") as file:
                    one.append({"bytes": file.read(), "path": name})
            pictures.append(one)
            frames += len(one)
        column = pa.array(pictures, type=schema.field("images").type)
        table = table.append_column("images", column)
        writer = writer or pq.ParquetWriter(f"{out}/{number}.parquet", table.schema, use_dictionary=False)
        writer.write_table(table)
    writer.close()
    seconds += time.perf_counter() - began
print(json.dumps({"seconds": seconds, "frames": frames}))
