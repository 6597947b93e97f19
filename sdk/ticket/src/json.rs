//! JSON (RFC 8259), as much of it as helpdesks need: texts, ids and lists. Fractions are read over, not kept.
//!
//! Written here for its size: a general parser with its floating-point numbers is a third of the whole SDK.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// No helpdesk nests deeper, and a nest of brackets must not exhaust the stack.
const DEPTH: u8 = 64;

/// A value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Json {
    /// `null`, and every number that is no id: negative, with a fraction, or too large.
    Null,
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<Json>),
    Object(Object),
}

/// Members in their order.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Object(Vec<(String, Json)>);

impl Object {
    pub(crate) fn put(&mut self, key: &str, value: Json) {
        self.0.push((key.to_string(), value));
    }

    pub(crate) fn first(&self) -> Option<&Json> {
        self.0.first().map(|(_, value)| value)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_string())
    }
}

impl Json {
    /// Reads a whole document.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Json> {
        let text = core::str::from_utf8(bytes).ok()?;
        let mut reader = Reader { rest: text };
        let value = reader.value(DEPTH)?;
        reader.space();
        reader.rest.is_empty().then_some(value)
    }

    /// The member of an object; of several with one name the last, as everywhere.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        let Json::Object(Object(members)) = self else {
            return None;
        };
        let found = members.iter().rfind(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Json]> {
        match self {
            Json::List(list) => Some(list),
            _ => None,
        }
    }

    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Flag(true) => out.push_str("true"),
            Json::Flag(false) => out.push_str("false"),
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::Text(text) => quote(out, text),
            Json::List(list) => {
                out.push('[');
                for (index, item) in list.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Json::Object(Object(members)) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    quote(out, key);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let code = u32::from(c);
                out.push_str("\\u00");
                out.push(if code < 16 { '0' } else { '1' });
                out.extend(char::from_digit(code % 16, 16));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Takes `token` if it comes next.
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    fn value(&mut self, depth: u8) -> Option<Json> {
        self.space();
        if self.eat("{") {
            return self.object(depth.checked_sub(1)?);
        }
        if self.eat("[") {
            return self.list(depth.checked_sub(1)?);
        }
        if self.eat("\"") {
            return self.text().map(Json::Text);
        }
        for (word, value) in [
            ("null", Json::Null),
            ("true", Json::Flag(true)),
            ("false", Json::Flag(false)),
        ] {
            if self.eat(word) {
                return Some(value);
            }
        }
        self.number()
    }

    fn object(&mut self, depth: u8) -> Option<Json> {
        let mut object = Object::default();
        self.space();
        if self.eat("}") {
            return Some(Json::Object(object));
        }
        loop {
            self.space();
            if !self.eat("\"") {
                return None;
            }
            let key = self.text()?;
            self.space();
            if !self.eat(":") {
                return None;
            }
            let value = self.value(depth)?;
            object.0.push((key, value));
            self.space();
            if self.eat("}") {
                return Some(Json::Object(object));
            }
            if !self.eat(",") {
                return None;
            }
        }
    }

    fn list(&mut self, depth: u8) -> Option<Json> {
        let mut list = Vec::new();
        self.space();
        if self.eat("]") {
            return Some(Json::List(list));
        }
        loop {
            list.push(self.value(depth)?);
            self.space();
            if self.eat("]") {
                return Some(Json::List(list));
            }
            if !self.eat(",") {
                return None;
            }
        }
    }

    /// The rest of a text, behind its opening quotation mark.
    fn text(&mut self) -> Option<String> {
        let mut out = String::new();
        loop {
            match self.next()? {
                '"' => return Some(out),
                '\\' => match self.next()? {
                    'b' => out.push('\u{8}'),
                    'f' => out.push('\u{c}'),
                    'n' => out.push('\n'),
                    'r' => out.push('\r'),
                    't' => out.push('\t'),
                    'u' => {
                        let c = self.escaped()?;
                        out.push(c);
                    }
                    c @ ('"' | '\\' | '/') => out.push(c),
                    _ => return None,
                },
                c if c < ' ' => return None,
                c => out.push(c),
            }
        }
    }

    /// The character behind `\u`, with the second half of a surrogate pair; a half without the other is no text.
    fn escaped(&mut self) -> Option<char> {
        let unit = self.unit()?;
        if !(0xd800..0xdc00).contains(&unit) {
            return char::from_u32(unit);
        }
        if !self.eat("\\u") {
            return None;
        }
        let low = self
            .unit()?
            .checked_sub(0xdc00)
            .filter(|low| *low < 0x400)?;
        char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low)
    }

    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + self.next()?.to_digit(16)?;
        }
        Some(unit)
    }

    fn number(&mut self) -> Option<Json> {
        let negative = self.eat("-");
        let whole = self.digits();
        // No leading zeros.
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
            return None;
        }
        let mut id = if negative { None } else { whole.parse().ok() };
        if self.eat(".") {
            id = None;
            if self.digits().is_empty() {
                return None;
            }
        }
        if self.eat("e") || self.eat("E") {
            id = None;
            let _sign = self.eat("+") || self.eat("-");
            if self.digits().is_empty() {
                return None;
            }
        }
        Some(id.map_or(Json::Null, Json::Number))
    }

    fn digits(&mut self) -> &str {
        let rest = self.rest;
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        self.rest = after;
        rest.strip_suffix(after).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
