"""The contract, parsed once: what is forked from the process that imports this has it already.

It is the file in the repository, the same for every run; parsing it takes a third of a second.
"""

from contract_tests.exported import document

document()
