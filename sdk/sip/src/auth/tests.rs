use super::algorithm::Sum;
use super::*;
use crate::{Entropy, HeaderName, Instant, Method, Request, Response, Status, Uri};
use alloc::string::{String, ToString};
use alloc::{format, vec};
use std::time::Duration;

fn rfc7616(algorithm: Algorithm) -> String {
    Sum {
        algorithm,
        username: "Mufasa",
        realm: "http-auth@example.org",
        password: "Circle of Life",
        nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        method: "GET",
        uri: "/dir/index.html",
        counted: Some(("00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")),
    }
    .response()
}

#[test]
fn md5_gives_the_answer_of_rfc_7616_section_3_9_1() {
    assert_eq!(rfc7616(Algorithm::Md5), "8ca523f5e9506fed4657c9700eebdbec");
}

#[test]
fn sha_256_gives_the_answer_of_rfc_7616_section_3_9_1() {
    assert_eq!(
        rfc7616(Algorithm::Sha256),
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    );
}

#[test]
fn sha_512_256_gives_the_answer_of_rfc_7616_section_3_9_2_as_corrected_by_erratum_4897() {
    let response = Sum {
        algorithm: Algorithm::Sha512_256,
        username: "J\u{e4}s\u{f8}n Doe",
        realm: "api@example.org",
        password: "Secret, or not?",
        nonce: "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
        method: "GET",
        uri: "/doe.json",
        counted: Some(("00000001", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v")),
    }
    .response();
    assert_eq!(
        response,
        "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    );
}

#[test]
fn md5_gives_the_answer_of_rfc_2617_section_3_5() {
    let sum = Sum {
        algorithm: Algorithm::Md5,
        username: "Mufasa",
        realm: "testrealm@host.com",
        password: "Circle Of Life",
        nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        method: "GET",
        uri: "/dir/index.html",
        counted: Some(("00000001", "0a4f113b")),
    };
    assert_eq!(sum.response(), "6629fae49393a05397450978507c4ef1");
    // The same without qop, as RFC 2069 has it.
    assert_eq!(
        Sum {
            counted: None,
            ..sum
        }
        .response(),
        "670fd8c2df070c60b045671b8b24ff02"
    );
}

fn mina() -> Credentials {
    Credentials::Password {
        username: "1790000000:mina".into(),
        password: "s3cret=".into(),
    }
}

fn register() -> Request {
    let mut request = Request::new(
        Method::Register,
        Uri::parse("sip:ringdesk.localhost").unwrap(),
    );
    request
        .headers
        .push(HeaderName::From, "<sip:mina@ringdesk.localhost>;tag=1");
    request
        .headers
        .push(HeaderName::To, "<sip:mina@ringdesk.localhost>");
    request.headers.push(HeaderName::CallId, "c1");
    request.headers.push(HeaderName::CSeq, "1 REGISTER");
    request
}

fn refusal(status: Status, challenges: &[&str]) -> Response {
    let mut response = register().response(status);
    for challenge in challenges {
        let name = if status == Status::PROXY_AUTH {
            HeaderName::ProxyAuthenticate
        } else {
            HeaderName::WwwAuthenticate
        };
        response.headers.push(name, *challenge);
    }
    response
}

fn param(request: &Request, name: HeaderName, key: &str) -> Option<String> {
    client::read_credentials(request, name, None)
        .unwrap()
        .get(key)
        .map(Into::into)
}

const NOW: Instant = Instant::from_millis(1_790_000_000_000);

fn signed_in(server: &DigestServer, client: &mut DigestClient, request: &mut Request) {
    let challenges = server.challenge(NOW, Staleness::Fresh, &mut Entropy::new([7; 32]));
    let challenges: vec::Vec<&str> = challenges.iter().map(String::as_str).collect();
    client
        .answer(
            request,
            &refusal(Status::UNAUTHORIZED, &challenges),
            &mina(),
            "cn",
        )
        .unwrap();
}

#[test]
fn client_and_server_agree_on_a_password_and_on_nothing_else() {
    let server = DigestServer::new("ringdesk.localhost", [1; 32]);
    let (mut client, mut request) = (DigestClient::new(), register());
    signed_in(&server, &mut client, &mut request);
    assert_eq!(
        DigestServer::username(&request).as_deref(),
        Some("1790000000:mina")
    );
    let judge = |now, request: &Request, password: &str| {
        server.verify(now, request, HeaderName::Authorization, password)
    };
    assert_eq!(
        judge(NOW, &request, "s3cret="),
        Ok(Verified {
            username: "1790000000:mina".into()
        })
    );
    assert_eq!(judge(NOW, &request, "secret"), Err(VerifyError::Wrong));
    assert_eq!(
        judge(NOW + Duration::from_secs(301), &request, "s3cret="),
        Err(VerifyError::Stale)
    );
    assert_eq!(
        judge(NOW, &register(), "s3cret="),
        Err(VerifyError::Missing)
    );
    let other_key = DigestServer::new("ringdesk.localhost", [2; 32]);
    assert_eq!(
        other_key.verify(NOW, &request, HeaderName::Authorization, "s3cret="),
        Err(VerifyError::Stale)
    );
    let other_realm = DigestServer::new("elsewhere", [1; 32]);
    assert_eq!(
        other_realm.verify(NOW, &request, HeaderName::Authorization, "s3cret="),
        Err(VerifyError::Missing)
    );
    let mut moved = request.clone();
    moved.uri = Uri::parse("sip:jun@ringdesk.localhost").unwrap();
    assert_eq!(judge(NOW, &moved, "s3cret="), Err(VerifyError::Wrong));
    let mut changed = request.clone();
    changed.method = Method::Invite;
    assert_eq!(judge(NOW, &changed, "s3cret="), Err(VerifyError::Wrong));
}

#[test]
fn a_known_challenge_is_answered_before_it_is_asked_and_counted_up() {
    let server = DigestServer::new("ringdesk.localhost", [1; 32]);
    let (mut client, mut request) = (DigestClient::new(), register());
    signed_in(&server, &mut client, &mut request);
    assert_eq!(
        param(&request, HeaderName::Authorization, "nc").as_deref(),
        Some("00000001")
    );
    for expected in ["00000002", "00000003"] {
        let mut next = register();
        client.authorize(&mut next, &mina(), "cn");
        assert_eq!(
            param(&next, HeaderName::Authorization, "nc").as_deref(),
            Some(expected)
        );
        assert!(
            server
                .verify(NOW, &next, HeaderName::Authorization, "s3cret=")
                .is_ok()
        );
    }
}

#[test]
fn the_strongest_algorithm_offered_is_taken_wherever_it_stands() {
    let (mut client, mut request) = (DigestClient::new(), register());
    let line = "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int,auth\", algorithm=MD5, \
                Digest realm=\"r\", nonce=\"m\", qop=\"auth\", algorithm=SHA-512-256, Basic realm=\"r\"";
    let weaker = "Digest realm=\"r\", nonce=\"o\", qop=\"auth\", algorithm=SHA-256";
    client
        .answer(
            &mut request,
            &refusal(Status::UNAUTHORIZED, &[line, weaker]),
            &mina(),
            "cn",
        )
        .unwrap();
    assert_eq!(
        param(&request, HeaderName::Authorization, "algorithm").as_deref(),
        Some("SHA-512-256")
    );
    assert_eq!(
        param(&request, HeaderName::Authorization, "nonce").as_deref(),
        Some("m")
    );
}

#[test]
fn a_proxy_is_answered_beside_the_registrar() {
    let (mut client, mut request) = (DigestClient::new(), register());
    let www = refusal(
        Status::UNAUTHORIZED,
        &["Digest realm=\"a\", nonce=\"1\", opaque=\"o\""],
    );
    let proxy = refusal(
        Status::PROXY_AUTH,
        &["Digest realm=\"b\", nonce=\"2\", qop=\"auth\""],
    );
    client.answer(&mut request, &www, &mina(), "cn").unwrap();
    client.answer(&mut request, &proxy, &mina(), "cn").unwrap();
    assert_eq!(
        param(&request, HeaderName::Authorization, "realm").as_deref(),
        Some("a")
    );
    assert_eq!(
        param(&request, HeaderName::Authorization, "opaque").as_deref(),
        Some("o")
    );
    // Without qop there is neither count nor cnonce (RFC 2069), without algorithm none is named.
    for absent in ["nc", "cnonce", "qop", "algorithm"] {
        assert_eq!(param(&request, HeaderName::Authorization, absent), None);
    }
    assert_eq!(
        param(&request, HeaderName::ProxyAuthorization, "realm").as_deref(),
        Some("b")
    );
    assert_eq!(
        param(&request, HeaderName::ProxyAuthorization, "nc").as_deref(),
        Some("00000001")
    );
}

#[test]
fn wrong_credentials_are_rejected_after_one_try_even_when_the_nonce_is_new() {
    let (mut client, mut request) = (DigestClient::new(), register());
    let first = refusal(
        Status::UNAUTHORIZED,
        &["Digest realm=\"a\", nonce=\"1\", qop=\"auth\""],
    );
    let second = refusal(
        Status::UNAUTHORIZED,
        &["Digest realm=\"a\", nonce=\"2\", qop=\"auth\""],
    );
    client.answer(&mut request, &first, &mina(), "cn").unwrap();
    assert_eq!(
        client.answer(&mut request, &first, &mina(), "cn"),
        Err(AuthError::Rejected)
    );
    assert_eq!(
        client.answer(&mut request, &second, &mina(), "cn"),
        Err(AuthError::Rejected)
    );
}

#[test]
fn a_nonce_that_served_for_a_while_may_end_without_the_word_stale() {
    let (mut client, mut request) = (DigestClient::new(), register());
    let first = refusal(
        Status::UNAUTHORIZED,
        &["Digest realm=\"a\", nonce=\"1\", qop=\"auth\""],
    );
    let second = refusal(
        Status::UNAUTHORIZED,
        &["Digest realm=\"a\", nonce=\"2\", qop=\"auth\""],
    );
    client.answer(&mut request, &first, &mina(), "cn").unwrap();
    client.authorize(&mut request, &mina(), "cn");
    client.answer(&mut request, &second, &mina(), "cn").unwrap();
    assert_eq!(
        param(&request, HeaderName::Authorization, "nc").as_deref(),
        Some("00000001")
    );
    assert_eq!(
        client.answer(&mut request, &first, &mina(), "cn"),
        Err(AuthError::Rejected)
    );
}

#[test]
fn a_stale_nonce_is_replaced_but_not_for_ever() {
    let (mut client, mut request) = (DigestClient::new(), register());
    let mut tries = 0;
    loop {
        let challenge = format!("Digest realm=\"a\", nonce=\"{tries}\", qop=\"auth\", stale=TRUE");
        match client.answer(
            &mut request,
            &refusal(Status::UNAUTHORIZED, &[&challenge]),
            &mina(),
            "cn",
        ) {
            Ok(()) => tries += 1,
            Err(error) => {
                assert_eq!(error, AuthError::Rejected);
                break;
            }
        }
    }
    assert_eq!(tries, 4);
}

#[test]
fn what_can_not_be_answered_says_why() {
    let mut client = DigestClient::new();
    let mut answer = |challenges: &[&str]| {
        client.answer(
            &mut register(),
            &refusal(Status::UNAUTHORIZED, challenges),
            &mina(),
            "cn",
        )
    };
    assert_eq!(answer(&[]), Err(AuthError::NoChallenge));
    assert_eq!(answer(&["Basic realm=\"a\""]), Err(AuthError::NoChallenge));
    assert_eq!(answer(&["Digest realm=\"a"]), Err(AuthError::NoChallenge));
    assert_eq!(
        answer(&["Digest realm=\"a\", nonce=\"1\", algorithm=SHA3"]),
        Err(AuthError::UnsupportedAlgorithm)
    );
    assert_eq!(
        answer(&["Digest realm=\"a\", nonce=\"1\", qop=\"auth-int\""]),
        Err(AuthError::UnsupportedQop)
    );
}

#[test]
fn names_with_quotes_survive_and_secrets_are_never_shown() {
    let credentials = Credentials::Password {
        username: "mi\"na\\".into(),
        password: "hunter2".into(),
    };
    let (mut client, mut request) = (DigestClient::new(), register());
    let challenge = refusal(
        Status::UNAUTHORIZED,
        &["Digest realm=\"a\", nonce=\"1\", qop=\"auth\""],
    );
    client
        .answer(&mut request, &challenge, &credentials, "cn")
        .unwrap();
    assert_eq!(
        DigestServer::username(&request).as_deref(),
        Some("mi\"na\\")
    );
    let response = param(&request, HeaderName::Authorization, "response").unwrap();
    let shown = format!(
        "{credentials:?} {request:?} {:?}",
        DigestServer::new("r", [9; 32])
    );
    assert!(!shown.contains("hunter2") && !shown.contains(&response) && !shown.contains("9, 9"));
    assert!(request.to_bytes().len() > 100 && request.uri.to_string() == "sip:ringdesk.localhost");
}

// RFC 7616 §3.4.4.
#[test]
fn a_name_goes_as_a_hash_where_the_server_wants_that() {
    let credentials = Credentials::Password {
        username: "mina".into(),
        password: "s3cret=".into(),
    };
    let (mut client, mut request) = (DigestClient::new(), register());
    let asked = "Digest realm=\"r\", nonce=\"1\", qop=\"auth\", algorithm=SHA-256, userhash=true";
    let challenge = refusal(Status::UNAUTHORIZED, &[asked]);
    client
        .answer(&mut request, &challenge, &credentials, "cn")
        .unwrap();
    let answered = |key| param(&request, HeaderName::Authorization, key);
    assert_eq!(
        answered("username").as_deref(),
        Some("03166b2aa8b90c59d1a9eb2cf566989bae07e2ee4aa1949b053c29e929803307")
    );
    assert_eq!(answered("userhash").as_deref(), Some("true"));
    // The sum is that of the name itself.
    let sum = Sum {
        algorithm: Algorithm::Sha256,
        username: "mina",
        realm: "r",
        password: "s3cret=",
        nonce: "1",
        method: "REGISTER",
        uri: "sip:ringdesk.localhost",
        counted: Some(("00000001", "cn")),
    };
    assert_eq!(answered("response"), Some(sum.response()));
}

// RFC 8898 §2.1.2 and §4.
#[test]
fn a_token_answers_a_bearer_challenge_once_and_nothing_else() {
    let token = Credentials::Token("abc.def".into());
    let bearer = "Bearer realm=\"ringdesk\", authz_server=\"https://login.test/\", scope=\"sip\"";
    let digest = "Digest realm=\"a\", nonce=\"1\", qop=\"auth\"";
    for challenges in [
        &[bearer][..],
        &[digest, bearer],
        &["Digest realm=\"a\", nonce=\"1\", Bearer realm=\"b\""],
        &["Bearer"],
    ] {
        let (mut client, mut request) = (DigestClient::new(), register());
        let refused = refusal(Status::UNAUTHORIZED, challenges);
        client.answer(&mut request, &refused, &token, "cn").unwrap();
        let sent = |request: &Request| {
            let values = request.headers.all(HeaderName::Authorization);
            values.map(String::from).collect::<vec::Vec<_>>()
        };
        assert_eq!(sent(&request), ["Bearer abc.def"], "{challenges:?}");
        let expired = "Bearer realm=\"ringdesk\", error=\"invalid_token\"";
        let again = client.answer(
            &mut request,
            &refusal(Status::UNAUTHORIZED, &[expired]),
            &token,
            "cn",
        );
        assert_eq!(again, Err(AuthError::Rejected));
        // What comes later has it from the start.
        let mut later = register();
        client.authorize(&mut later, &token, "cn");
        assert_eq!(sent(&later), ["Bearer abc.def"]);
    }
    let mut request = register();
    let refused = refusal(Status::UNAUTHORIZED, &[digest]);
    let wrong = DigestClient::new().answer(&mut request, &refused, &token, "cn");
    assert_eq!(wrong, Err(AuthError::NoChallenge));
    let refused = refusal(Status::PROXY_AUTH, &[bearer]);
    let wrong = DigestClient::new().answer(&mut request, &refused, &mina(), "cn");
    assert_eq!(wrong, Err(AuthError::NoChallenge));
    DigestClient::new()
        .answer(&mut request, &refused, &token, "cn")
        .unwrap();
    assert!(request.headers.has(HeaderName::ProxyAuthorization));
    assert!(!format!("{token:?}{request:?}").contains("abc.def"));
}
