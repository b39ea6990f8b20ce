"""Records as JSON Lines: one document a line, with the name it came under."""

import json

from pdf2form.export.folder import replacing
from pdf2form.export.inputs import InputRows
from pdf2form.export.store import OutPath
from pdf2form.export.tables import read_documents
from pdf2form.record import Record


def json_line(source: str, record: Record) -> str:
    """Return one line of JSON: the record's keys behind a `source`."""
    return source_line(source, record.model_dump_json())


def source_line(source: str, record: str) -> str:
    """Return one line of JSON, as `json_line`, of a record that is JSON already.

    Put together from two texts, since `source` is no key of the record: equal bytes give equal records.
    """
    return f'{{"source":{json.dumps(source, ensure_ascii=False)},{record[1:]}\n'


def write_json(out: OutPath, inputs: InputRows) -> int:
    """Write OUT/records.jsonl: the documents sorted by doc_id; the source is the first of their names.

    Returns:
        how many documents have lost their record.
    """
    lost = 0
    with replacing(out / "records.jsonl") as file:
        for document in read_documents(out, inputs):
            if document.record:
                file.write(json_line(document.inputs[0].source, document.record))
            else:
                lost += 1
    return lost
