"""Reads a text of metrics with the parsers of the PyPI package "prometheus_client", and writes its samples as JSON.

    metrics_samples.py openmetrics|prometheus < text

Writes an object of the samples, from a sample's name with its labels to its value, and one of the families, from name to
type. Ends with status 1 where the parser refuses the text.
"""

import json
import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics_parser


def main(format):
    parse = openmetrics_parser if format == "openmetrics" else parser
    families = list(parse.text_string_to_metric_families(sys.stdin.read()))
    samples = {}
    for family in families:
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            samples[f"{sample.name}{{{labels}}}"] = sample.value
    json.dump({"samples": samples, "families": {family.name: family.type for family in families}}, sys.stdout)


if __name__ == "__main__":
    if sys.argv[1:] not in (["openmetrics"], ["prometheus"]):
        sys.exit(__doc__)
    main(sys.argv[1])
