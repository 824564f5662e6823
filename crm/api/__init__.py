"""HTTP as this API speaks it: problems, parsers, headers, schema. Settings name the parts by dotted path."""
