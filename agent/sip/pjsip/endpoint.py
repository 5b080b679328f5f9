"""Starts and sets up the SIP stack the one way that is known to live long.

Every setting here cures something that was seen to kill or deafen the wheel; the reason stands beside
each.  PJSIP is told to make no threads for SIP: one thread of ours makes every call into it.
"""

import os

import pjsua2 as pj

from agent.sip.pjsip.limits import CALLS_LIMIT
from agent.sip.pjsip.stack_timers import shorten_transactions
from agent.sound.rates import SAMPLE_RATE_HZ

FRAME_MS = 20

_CODEC_PRIORITIES = (("PCMA/8000", 250), ("PCMU/8000", 240), ("G722/16000", 230))
"""A-law first: fixed lines in Europe are G.711 A-law, so nothing is transcoded on the way."""


def start_endpoint(user_agent: str, log_level: int = 1) -> pj.Endpoint:
    """A running stack without lines.  Raises pj.Error when it cannot start."""
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    # Level 5 would print Authorization headers.
    config.logConfig.level = config.logConfig.consoleLevel = min(log_level, 4)
    config.logConfig.msgLogging = 0
    config.uaConfig.userAgent = user_agent
    config.uaConfig.maxCalls = CALLS_LIMIT
    # No worker threads: callbacks come only while our own thread is inside libHandleEvents.
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.mwiUnsolicitedEnabled = False
    media = config.medConfig
    media.clockRate = media.sndClockRate = SAMPLE_RATE_HZ
    media.audioFramePtime = media.ptime = FRAME_MS
    media.channelCount = 1
    media.ecTailLen = 0
    # Send RTP also while silent, so that boxes and firewalls open the way back (symmetric RTP).
    media.noVad = True
    # With the default of 1 each idle gap leaks a conference port; after 253 every call gets 488.
    media.sndAutoCloseTime = -1
    endpoint.libInit(config)
    shorten_transactions()
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    _keep_telephone_codecs(endpoint)
    return endpoint


def _keep_telephone_codecs(endpoint: pj.Endpoint) -> None:
    """A-law, mu-law and G.722 only: the other decoders have had too many holes."""
    wanted = dict(_CODEC_PRIORITIES)
    codecs = endpoint.codecEnum2()
    for codec in codecs:
        name = codec.codecId.rsplit("/", 1)[0]
        endpoint.codecSetPriority(codec.codecId, wanted.get(name, 0))


def local_port_of(endpoint: pj.Endpoint, transport_id: int) -> int:
    """The local port a transport is bound to."""
    name: str = endpoint.transportGetInfo(transport_id).localName
    return int(name.rpartition(":")[2])


def leave_process(exit_code: int) -> None:
    """Exit without tearing PJSIP down: libDestroy would end unanswered calls with 603, for every phone."""
    os._exit(exit_code)
