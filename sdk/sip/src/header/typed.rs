//! Headers read as what they mean.

use super::{HeaderName, Headers};
use crate::cseq::CSeq;
use crate::name_addr::NameAddr;
use crate::param::{Dialect, Params};
use crate::reason::Reason;
use crate::text;
use crate::via::Via;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Why a header can not be read as what it should mean.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum HeaderError {
    /// It is not there.
    #[error("the header {name} is missing")]
    Missing {
        /// Which one.
        name: HeaderName<'static>,
    },
    /// It is there and does not follow its grammar.
    #[error("the header {name} is malformed")]
    Malformed {
        /// Which one.
        name: HeaderName<'static>,
    },
}

impl HeaderError {
    /// Which header it is about.
    pub fn name(&self) -> HeaderName<'static> {
        match self {
            HeaderError::Missing { name } | HeaderError::Malformed { name } => *name,
        }
    }
}

impl Headers {
    /// The topmost Via.
    pub fn via(&self) -> Result<Via, HeaderError> {
        let name = HeaderName::Via;
        let value = self.values(name).next();
        Via::parse(value.ok_or(HeaderError::Missing { name })?)
            .ok_or(HeaderError::Malformed { name })
    }

    /// Who sent the request that this is, or answers.
    pub fn from(&self) -> Result<Box<NameAddr>, HeaderError> {
        self.address(HeaderName::From)
    }

    /// Whom that request was meant for.
    pub fn to(&self) -> Result<Box<NameAddr>, HeaderError> {
        self.address(HeaderName::To)
    }

    /// The tag of From; empty when there is none.
    pub fn from_tag(&self) -> &str {
        tag(self.get(HeaderName::From))
    }

    /// The tag of To; empty when there is none.
    pub fn to_tag(&self) -> &str {
        tag(self.get(HeaderName::To))
    }

    /// The Call-ID.
    pub fn call_id(&self) -> Result<&str, HeaderError> {
        let name = HeaderName::CallId;
        match self.get(name) {
            Some("") => Err(HeaderError::Malformed { name }),
            Some(value) => Ok(value),
            None => Err(HeaderError::Missing { name }),
        }
    }

    /// The CSeq.
    pub fn cseq(&self) -> Result<CSeq, HeaderError> {
        let name = HeaderName::CSeq;
        let value = self.get(name).ok_or(HeaderError::Missing { name })?;
        CSeq::parse(value).ok_or(HeaderError::Malformed { name })
    }

    /// The number of the CSeq; 0 when it can not be read.
    pub fn cseq_number(&self) -> u32 {
        self.cseq_parts().0
    }

    /// The method of the CSeq; empty when it can not be read.
    pub fn cseq_method(&self) -> &str {
        self.cseq_parts().1
    }

    fn cseq_parts(&self) -> (u32, &str) {
        CSeq::split(self.get(HeaderName::CSeq).unwrap_or_default()).unwrap_or_default()
    }

    /// Every Contact; none for the `*` of [`Headers::contact_star`].
    pub fn contacts(&self) -> Result<Vec<NameAddr>, HeaderError> {
        if self.contact_star() {
            return Ok(Vec::new());
        }
        self.addresses(HeaderName::Contact)
    }

    /// Whether the Contact is `*`: all of them (RFC 3261 §10.2.2).
    pub fn contact_star(&self) -> bool {
        self.get(HeaderName::Contact) == Some("*")
    }

    /// The way the request has still to go.
    pub fn routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(HeaderName::Route)
    }

    /// The proxies that want to see the rest of the dialog, as written from top to bottom.
    pub fn record_routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(HeaderName::RecordRoute)
    }

    /// How many hops are left. `None` when absent or malformed; more than 255 counts as 255.
    pub fn max_forwards(&self) -> Option<u8> {
        self.number(HeaderName::MaxForwards, u8::MAX.into())
            .map(|number| number as u8)
    }

    /// Seconds until it ends. `None` when absent or malformed; more than 2^32-1 counts as that (RFC 3261 §20.19).
    pub fn expires(&self) -> Option<u32> {
        self.read_number(HeaderName::Expires)
    }

    /// The fewest seconds a server grants (RFC 3261 §20.23). `None` when absent or malformed.
    pub fn min_expires(&self) -> Option<u32> {
        self.read_number(HeaderName::MinExpires)
    }

    /// What the body is, `application/sdp` for one, without parameters; empty when nothing is said.
    pub fn content_type(&self) -> &str {
        let value = self.get(HeaderName::ContentType).unwrap_or_default();
        text::trim(text::cut_or_all(value, b';').0)
    }

    /// Seconds after which to try again; a comment and parameters are left out.
    pub fn retry_after(&self) -> Option<u32> {
        let value = self.get(HeaderName::RetryAfter)?;
        let end = value.bytes().position(|byte| !byte.is_ascii_digit());
        let digits = value.get(..end.unwrap_or(value.len()))?;
        text::read_number(digits, u32::MAX.into()).map(|number| number as u32)
    }

    /// Every Reason that can be read (RFC 3326).
    pub fn reasons(&self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for value in self.values(HeaderName::Reason) {
            if let Some(reason) = Reason::parse(value) {
                reasons.push(reason);
            }
        }
        reasons
    }

    /// Who it is, on the word of a server that we trust (RFC 3325): the first address that can be read.
    pub fn asserted_identity(&self) -> Option<Box<NameAddr>> {
        self.first_address(HeaderName::PAssertedIdentity)
    }

    /// The first address of a header that lists some, such as Refer-To, Referred-By, P-Preferred-Identity, Remote-Party-ID, Diversion and
    /// History-Info, that can be read.
    pub fn first_address(&self, name: HeaderName) -> Option<Box<NameAddr>> {
        self.values(name)
            .find_map(|value| NameAddr::parse(value).ok())
    }

    /// The first value of a header and what stands behind its semicolons: Event, Subscription-State, Session-Expires, Refer-Sub.
    /// `None` when it is absent or malformed.
    pub fn with_params(&self, name: HeaderName) -> Option<(&str, Params)> {
        let (value, params) = text::cut_or_all(self.get(name)?, b';');
        let params = Params::parse(params, b';', Dialect::Header)?;
        Some((text::trim(value), params))
    }

    /// Whether a list of words holds this one: an option tag in Supported, Require or Unsupported, a method in Allow, a package in Allow-Events.
    pub fn lists(&self, name: HeaderName, word: &str) -> bool {
        self.values(name)
            .any(|value| value.eq_ignore_ascii_case(word))
    }

    /// Whether this kind of Privacy is asked for, or (RFC 3323 §4.2) any at all when the word is empty: `none` is no kind.
    pub fn wants_privacy(&self, kind: &str) -> bool {
        let asked = text::split_outside(self.get(HeaderName::Privacy).unwrap_or_default(), b';');
        for word in asked {
            if word.eq_ignore_ascii_case(kind)
                || (kind.is_empty() && !word.eq_ignore_ascii_case("none"))
            {
                return true;
            }
        }
        false
    }

    /// A header that is a number: RSeq, Min-SE, Flow-Timer. `None` when absent or malformed; more than 2^32-1 counts as that.
    pub fn read_number(&self, name: HeaderName) -> Option<u32> {
        self.number(name, u32::MAX.into())
            .map(|number| number as u32)
    }

    /// What a PRACK confirms (RFC 3262 §7.2): the number of the response, and the CSeq that it has.
    pub fn rack(&self) -> Option<(u32, CSeq)> {
        let (number, cseq) = text::split_word(self.get(HeaderName::Rack)?)?;
        let number = text::read_number(number, u64::MAX)?;
        Some((u32::try_from(number).ok()?, CSeq::parse(cseq)?))
    }

    fn number(&self, name: HeaderName, max: u64) -> Option<u64> {
        text::read_number(self.get(name)?, max)
    }

    fn address(&self, name: HeaderName<'static>) -> Result<Box<NameAddr>, HeaderError> {
        let value = self.get(name).ok_or(HeaderError::Missing { name })?;
        NameAddr::parse(value).map_err(|_| HeaderError::Malformed { name })
    }

    fn addresses(&self, name: HeaderName<'static>) -> Result<Vec<NameAddr>, HeaderError> {
        let mut addresses = Vec::new();
        for value in self.values(name) {
            let address = NameAddr::parse(value);
            addresses.push(*address.map_err(|_| HeaderError::Malformed { name })?);
        }
        Ok(addresses)
    }
}

/// The tag behind an address, without a look at the address itself.
fn tag(address: Option<&str>) -> &str {
    for param in text::split_outside(address.unwrap_or_default(), b';').skip(1) {
        if let Some((name, value)) = text::cut(param, b'=')
            && text::trim(name).eq_ignore_ascii_case("tag")
        {
            return text::trim(value);
        }
    }
    ""
}
