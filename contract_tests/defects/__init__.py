"""Planted defects: faults on purpose, one at a time, to prove that the harness convicts them.

`DJANGO_SETTINGS_MODULE=contract_tests.defects.settings DEFECT=<name>` adds one middleware to the deployment,
and plants the defect of that name (`catalogue.py` lists them). `contract_tests/tests/test_proofs.py` runs the
real command line against each; docs/how-to/plant-a-defect.md says how to do it by hand.
"""
