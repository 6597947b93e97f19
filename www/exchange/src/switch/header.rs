//! What a proxy does to a request on its way (RFC 3261 §16.6, RFC 3325).

use sip::{HeaderName, Headers, NameAddr, Request, Uri};

use super::Switch;
use super::flow::Identity;

/// Reliable provisional responses would need a PRACK that nobody sends: the 18x of a queue or team are our own.
pub(super) fn unreliable(headers: &mut Headers) {
    let kept: Vec<String> = headers
        .values(HeaderName::Supported)
        .filter(|option| !option.eq_ignore_ascii_case("100rel"))
        .map(String::from)
        .collect();
    headers.set(HeaderName::Supported, kept.join(", "));
}

impl Switch {
    /// A request as it leaves here: one hop less, our own Route taken off, credentials removed, the sender's identity asserted.
    pub(super) fn outgoing(&self, request: &Request, sender: &Identity) -> Request {
        let mut request = request.clone();
        let hops = request.headers.max_forwards().unwrap_or(70);
        let headers = &mut request.headers;
        headers.set(HeaderName::MaxForwards, hops.saturating_sub(1).to_string());
        while headers
            .routes()
            .ok()
            .and_then(|routes| routes.into_iter().next())
            .is_some_and(|route| self.is_us(&route.uri))
        {
            headers.remove_first_value(HeaderName::Route);
        }
        headers.remove(HeaderName::Authorization);
        headers.remove(HeaderName::ProxyAuthorization);
        headers.remove(HeaderName::PPreferredIdentity);
        headers.remove(HeaderName::PAssertedIdentity);
        let mut asserted = NameAddr::new(Uri::sip(&sender.user, &self.config.domain));
        asserted.display = Some(sender.name.clone());
        headers.push(HeaderName::PAssertedIdentity, asserted.to_string());
        request
    }

    /// Our place in the route set of a new dialog.
    pub(super) fn record_route(&self, request: &mut Request) {
        let uri = format!("<sip:{};transport=ws;lr>", self.config.domain);
        request.headers.prepend(HeaderName::RecordRoute, uri);
    }

    /// Whether a Route or Request-URI names the exchange itself.
    pub(super) fn is_us(&self, uri: &Uri) -> bool {
        uri.user.is_none() && uri.host.eq_ignore_ascii_case(&self.config.domain)
    }
}
