# Runs the suite's fuzzing client (on Jython). Arguments: where the reports go, and the URL of an echo.
import sys
from autobahntestsuite import wstest

wstest.start(
    {'mode': 'fuzzingclient', 'debug': False},
    {
        'failByDrop': False,
        'outdir': sys.argv[1],
        'servers': [{'agent': 'Chatka', 'url': sys.argv[2], 'options': {'version': 18}}],
        'cases': ['*'],
        'exclude-cases': [],
        'exclude-agent-cases': {},
    })
