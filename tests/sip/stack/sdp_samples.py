"""SDP as it is met on the wire, written after what boxes, exchanges and telephones send."""

FRITZBOX = b"""v=0\r
o=user 5372291 5372291 IN IP4 192.168.178.1\r
s=call\r
c=IN IP4 192.168.178.1\r
t=0 0\r
m=audio 7078 RTP/AVP 9 8 0 2 102 100 99 97 120 121 101\r
a=sendrecv\r
a=rtpmap:2 G726-32/8000\r
a=rtpmap:102 G726-32/8000\r
a=rtpmap:100 G726-40/8000\r
a=rtpmap:99 G726-24/8000\r
a=rtpmap:97 iLBC/8000\r
a=fmtp:97 mode=30\r
a=rtpmap:120 PCMA/16000\r
a=rtpmap:121 PCMU/16000\r
a=rtpmap:101 telephone-event/8000\r
a=fmtp:101 0-15\r
a=rtcp:7079\r
"""

FRITZBOX_V6 = FRITZBOX.replace(b"IP4 192.168.178.1", b"IP6 2001:db8:b0c5::1")

ASTERISK = b"""v=0\r
o=- 1693437211 1693437211 IN IP4 198.51.100.20\r
s=Asterisk\r
c=IN IP4 198.51.100.20\r
t=0 0\r
m=audio 14022 RTP/AVP 0 8 101\r
a=rtpmap:0 PCMU/8000\r
a=rtpmap:8 PCMA/8000\r
a=rtpmap:101 telephone-event/8000\r
a=fmtp:101 0-16\r
a=ptime:20\r
a=maxptime:140\r
a=sendrecv\r
m=video 16000 RTP/AVP 99\r
a=rtpmap:99 H264/90000\r
"""

BARE = b"""v=0
o=- 1 1 IN IP4 192.0.2.9
s=call
c=IN IP4 192.0.2.9
t=0 0
m=audio 40000 RTP/AVP 8
"""
"""No rtpmap, bare line feeds: RFC 3551's own numbers (a gateway of a carrier)."""

CARRIER = b"""v=0\r
o=SBC 1111 2222 IN IP4 203.0.113.5\r
s=SBC call\r
c=IN IP4 203.0.113.5\r
t=0 0\r
a=sendonly\r
m=audio 30002 RTP/AVP 18 8 13 96\r
b=AS:80\r
a=rtpmap:18 G729/8000\r
a=fmtp:18 annexb=no\r
a=rtpmap:96 telephone-event/8000\r
a=fmtp:96 0-15\r
a=ptime:30\r
a=maxptime:40\r
"""

FAX = b"""v=0\r
o=- 5 6 IN IP4 203.0.113.5\r
s=-\r
c=IN IP4 203.0.113.5\r
t=0 0\r
m=image 30004 udptl t38\r
a=T38FaxVersion:0\r
"""

SOFTPHONE_SRTP = b"""v=0\r
o=t 3904 3904 IN IP4 192.0.2.30\r
s=Talk\r
c=IN IP4 192.0.2.30\r
t=0 0\r
m=audio 7076 RTP/SAVP 96 0 8 97\r
a=rtpmap:96 opus/48000/2\r
a=rtpmap:97 telephone-event/48000\r
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r
"""

BROWSER = b"""v=0\r
o=- 4611731400430051336 2 IN IP4 127.0.0.1\r
s=-\r
t=0 0\r
a=group:BUNDLE 0\r
m=audio 54609 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r
c=IN IP4 192.0.2.40\r
a=rtcp:9 IN IP4 0.0.0.0\r
a=ice-ufrag:4ZcD\r
a=fingerprint:sha-256 00:11\r
a=mid:0\r
a=rtcp-mux\r
a=rtpmap:111 opus/48000/2\r
"""

SAMPLES = (FRITZBOX, FRITZBOX_V6, ASTERISK, BARE, CARRIER, FAX, SOFTPHONE_SRTP, BROWSER)
