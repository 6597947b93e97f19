//! Whatever a realm, a name and a password are made of: the challenge is read as it was written, the answer convinces, and another password does
//! not (RFC 3261 §22, RFC 7616, RFC 8760).

use sip::{
    Challenge, Credentials, DigestClient, DigestServer, Entropy, HeaderName, Instant, Limits,
    Message, Method, Request, Staleness, Status, Uri,
};

fn words(entropy: &mut Entropy) -> String {
    let letters: Vec<char> = "ab 19\t\"\\,;=:@%<>()'\u{e9}\u{bbfc}\u{1f600}"
        .chars()
        .collect();
    (0..=entropy.below(10))
        .map(|_| letters[entropy.below(letters.len() as u32) as usize])
        .collect()
}

#[test]
fn two_thousand_challenges_are_read_and_answered() {
    let mut entropy = Entropy::new([61; 32]);
    let now = Instant::from_millis(7_000);
    for round in 0..2_000 {
        let realm = words(&mut entropy);
        // A colon parts the name from the realm in the sum (RFC 7616 §3.4.2); no server gives out such a name.
        let username = words(&mut entropy).replace(':', "");
        let password = words(&mut entropy);
        let server = DigestServer::new(&realm, [6; 32]);
        let staleness = if round % 2 == 0 {
            Staleness::Fresh
        } else {
            Staleness::Stale
        };
        let challenges = server.challenge(now, staleness, &mut entropy);
        let mut request = Request::new(Method::Register, Uri::sip(&words(&mut entropy), "h"));
        let status = Status::new(401).unwrap();
        let mut response = request.response(status);
        for challenge in &challenges {
            let read = Challenge::parse(challenge).unwrap();
            assert_eq!(read.realm, realm, "{challenge}");
            assert_eq!(read.staleness, staleness);
            assert!(read.algorithm.is_some() && read.opaque.is_none());
            response
                .headers
                .push(HeaderName::WwwAuthenticate, challenge);
        }
        let credentials = Credentials::Password {
            username: username.clone(),
            password: password.clone(),
        };
        let mut client = DigestClient::new();
        client
            .answer(&mut request, &response, &credentials, &entropy.token(8))
            .unwrap();
        // Over the wire: what is proven is what was written.
        let Ok(Message::Request(request)) = Message::parse(&request.to_bytes(), &Limits::default())
        else {
            panic!("it is read")
        };
        assert_eq!(DigestServer::username(&request), Some(username.clone()));
        let judged =
            |password: &str| server.verify(now, &request, HeaderName::Authorization, password);
        assert_eq!(judged(&password).unwrap().username, username);
        assert!(judged(&(password.clone() + "x")).is_err());
    }
}
