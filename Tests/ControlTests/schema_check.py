"""Holds a JSON document on standard input against a schema, with the PyPI package "jsonschema".

    schema_check.py docs/zirqctl-list.schema.json < document

Ends with status 0, or with 1 and what is wrong.
"""

import json
import sys

from jsonschema import Draft202012Validator


def main(path):
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    errors = sorted(Draft202012Validator(schema).iter_errors(json.load(sys.stdin)), key=lambda error: error.json_path)
    for error in errors:
        print(f"{error.json_path}: {error.message}")
    return 1 if errors else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
