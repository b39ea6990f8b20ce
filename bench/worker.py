"""One tool in a process of its own: `python -m bench.worker NAME`.

Says first who it is, `{"name": …}` or `{"missing": …}`; then answers every line of stdin, a JSON list of paths, with a
`Slot` as JSON. What a tool prints by itself goes to stderr.
"""

import json
import os
import sys
from pathlib import Path

from bench.floor import FloorError
from bench.tools import TOOLS, name_tool


def main(name: str) -> None:
    """Answer until stdin ends."""
    tool = TOOLS[name]
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        try:
            run, who = tool.start(), name_tool(tool)
        except (ImportError, FloorError) as error:
            print(json.dumps({"missing": str(error)}), file=answers)
            return
        print(json.dumps({"name": who}), file=answers, flush=True)
        for line in sys.stdin:
            slot = run([Path(path) for path in json.loads(line)])
            print(json.dumps(slot), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
