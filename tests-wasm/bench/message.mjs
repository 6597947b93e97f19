//! The three messages whose reading is timed, as they come through a proxy: an INVITE with 2.4 KB of SDP, a 200, a REGISTER.

/** What a browser offers: one audio line, its codecs, its candidates. */
function description() {
  const lines = [
    "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0", "a=extmap-allow-mixed",
    "a=msid-semantic: WMS 7f8a2e64-9bd6-4a43-a1ad-5bb8ab6a6c4d",
    "m=audio 41000 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "c=IN IP4 192.0.2.44", "a=rtcp:9 IN IP4 0.0.0.0",
    "a=ice-ufrag:u7Xd", "a=ice-pwd:Zb0nF0YgYgFvZ6pJ0v4E2r1a", "a=ice-options:trickle",
    "a=fingerprint:sha-256 7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08",
    "a=setup:actpass", "a=mid:0", "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid", "a=sendrecv",
    "a=msid:7f8a2e64-9bd6-4a43-a1ad-5bb8ab6a6c4d 2f5c4a1e-0c0b-4f7b-8a52-6b1f4f5b9d11", "a=rtcp-mux", "a=rtcp-rsize",
    "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc", "a=fmtp:111 minptime=10;useinbandfec=1",
    "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111", "a=rtpmap:9 G722/8000", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000",
    "a=rtpmap:13 CN/8000", "a=rtpmap:110 telephone-event/48000", "a=rtpmap:126 telephone-event/8000",
    "a=ssrc:2711339581 cname:0oQn4xT9j3nq0Zc4",
    "a=ssrc:2711339581 msid:7f8a2e64-9bd6-4a43-a1ad-5bb8ab6a6c4d 2f5c4a1e-0c0b-4f7b-8a52-6b1f4f5b9d11",
  ];
  for (let at = 0; lines.join("\r\n").length + 2 < 2400; at += 1) {
    lines.push(`a=candidate:${842163049 + at} 1 udp 1677729535 198.51.100.${10 + at} ${41000 + at} typ srflx raddr 192.0.2.44 rport ${41000 + at} generation 0`);
  }
  return `${lines.join("\r\n")}\r\n`;
}

const write = (lines, body) => `${[...lines, `Content-Length: ${body.length}`].join("\r\n")}\r\n\r\n${body}`;

/** The message of this kind; `n` makes each a little different, as on a wire. */
export function message(kind, n) {
  const id = `${(n + 4096).toString(36)}k9s8f7`;
  const hops = [
    `Via: SIP/2.0/WS 203.0.113.5:8080;branch=z9hG4bK${id}.3d1e5a1c1f6b;i=3`,
    `Via: SIP/2.0/WSS 1sb2nq9v0d4c.invalid;rport=50412;received=198.51.100.7;branch=z9hG4bK${id}`,
  ];
  const names = [
    `From: "Mina Park" <sip:mina@ringdesk.example>;tag=${id}f1`,
    `Call-ID: ${id}0c1v2b3n4m5@1sb2nq9v0d4c.invalid`,
  ];
  const routes = [
    "Record-Route: <sip:203.0.113.5:8080;transport=ws;r2=on;lr=on;ftag=k9s8f7>",
    "Record-Route: <sip:203.0.113.5:8443;transport=ws;r2=on;lr=on;ftag=k9s8f7>",
  ];
  const contact = `Contact: <sip:9h8g7f6d@198.51.100.7:50412;transport=ws;alias=198.51.100.7~50412~6>;+sip.instance="<urn:uuid:6a0b8b1c-7d55-4c5b-9f43-0f6b0c9d8e7f>"`;
  const can = [
    "Allow: INVITE, ACK, CANCEL, BYE, UPDATE, MESSAGE, OPTIONS, REFER, INFO, NOTIFY, PRACK",
    "Supported: path, gruu, outbound, replaces, timer, 100rel",
    "User-Agent: Browser phone 1.0",
  ];
  if (kind === "invite") {
    return write([
      "INVITE sip:jun@kq2v8n3d.invalid;transport=ws SIP/2.0", ...routes, ...hops, "Max-Forwards: 69",
      "To: <sip:jun@ringdesk.example>", ...names, "CSeq: 4711 INVITE", contact, "Content-Type: application/sdp",
      "Session-Expires: 1800;refresher=uac", "Min-SE: 90", ...can,
      'P-Asserted-Identity: "Mina Park" <sip:+4930123456@ringdesk.example>',
    ], description());
  }
  if (kind === "ok") {
    return write([
      "SIP/2.0 200 OK", ...hops, ...routes, `To: "Jun Seo" <sip:jun@ringdesk.example>;tag=${id}t2`, ...names,
      "CSeq: 4711 INVITE", contact, "Content-Type: application/sdp", "Session-Expires: 1800;refresher=uas", ...can,
    ], description());
  }
  return write([
    "REGISTER sip:ringdesk.example SIP/2.0", ...hops, "Max-Forwards: 69", "To: <sip:mina@ringdesk.example>", ...names,
    "CSeq: 2 REGISTER",
    `${contact};reg-id=1;expires=600`, "Expires: 600",
    `Authorization: Digest username="mina", realm="ringdesk.example", nonce="Z0l7pWdJe3k5${id}", uri="sip:ringdesk.example", response="9d1c2a5b7e8f40516273849a5b6c7d8e", algorithm=MD5, qop=auth, cnonce="a1b2c3d4", nc=00000001`,
    ...can,
  ], "");
}
