# Runs the suite's fuzzing client (on Jython). Arguments: where the reports go, and the URL of an echo.
import sys
from autobahntestsuite import fuzzing, wstest

# Seconds. The suite gives most cases one, and then calls them failed, or not strict. A case that is passed ends at once all the same; an
# answer that comes late, as the machine stood still, is no fault; and that none comes is seen after a minute as well.
PATIENCE = 60

# What cases 6.4.* give the server to see that a message cannot be UTF-8 any more: waited for in full where it does not look.
PATIENCE_FOR_STRICTNESS = 15

protocol = fuzzing.FuzzingProtocol


def patient(end_after):
    return lambda self, seconds: end_after(self, max(seconds, PATIENCE))


def patient_about_strictness(later):
    return lambda self, seconds, step, tag=None: later(
        self, max(seconds, PATIENCE_FOR_STRICTNESS) if tag == 'B' else seconds, step, tag)


protocol.killAfter = patient(protocol.killAfter.im_func)
protocol.closeAfter = patient(protocol.closeAfter.im_func)
protocol.continueLater = patient_about_strictness(protocol.continueLater.im_func)

wstest.start(
    {'mode': 'fuzzingclient', 'debug': False},
    {
        'failByDrop': False,
        'outdir': sys.argv[1],
        'servers': [{
            'agent': 'Chatka',
            'url': sys.argv[2],
            'options': {
                'version': 18,
                'openHandshakeTimeout': PATIENCE,
                'closeHandshakeTimeout': PATIENCE,
                'serverConnectionDropTimeout': PATIENCE,
            },
        }],
        'cases': ['*'],
        'exclude-cases': [],
        'exclude-agent-cases': {},
    })
